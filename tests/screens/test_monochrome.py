"""Without colour: every state and severity of a project that has them all, pictured at both sizes."""

from dataclasses import replace
from pathlib import Path

from syrupy.assertion import SnapshotAssertion

from pwxwizard.session import Proof, Session
from screens import marks
from tests.conftest import FastKeys, FixedClock
from tests.screens.conftest import change, settled, text_of, wizard
from tests.screens.inspection.conftest import done_once, finished
from tests.screens.walking import SIZES, Walk, kept

__all__ = ["done_once", "finished", "kept"]


def bring_about_every_state(path: Path) -> None:
    """Work on a finished estate until its items are in every state there is."""
    machine = "[machine.{}.personal_certificate]\n"
    change(path, machine.format("ETLCLIENT"), machine.format("ETLCLIENT") + 'source = "external"\n')
    with Session.open(path) as session:
        session.world = replace(session.world, clock=FixedClock(), keys=FastKeys())
        session.apply(session.survey().plan)
        kinds = ("rehearsal", "ping")
        name = "ping/ETLCLIENT->ZOS1.zossec"
        session.keep_proofs(Proof(name, kind, "proved", "It went well.") for kind in kinds)
        session.skip("dbmover/ETLCLIENT", "moves in May")
    linux = '[machine.{}]\nplatform = "linux"\nhosts = ["{}"]\n\n'
    more = linux.format("NEW", "new.example.com") + linux.format("BAD", "no name at all")
    change(path, "[machine.ETLCLIENT]\n", f"{more}[machine.ETLCLIENT]\n")
    change(path, machine.format("INTSVC"), machine.format("INTSVC") + "days = 397\n")
    change(path, machine.format("AS400"), machine.format("AS400") + 'source = "existing"\n')
    with (path.parent / "demo.pwx/artifacts/WINNAV/dbmover.cfg").open("ab") as file:
        file.write(b"/* by hand */\n")


async def test_every_state_can_be_told_without_colour(
    finished: Path, kept: SnapshotAssertion
) -> None:
    bring_about_every_state(finished)
    app = wizard(finished, colourless=True)
    seen: set[str] = set()
    async with app.run_test(size=SIZES[-1]) as pilot:
        await settled(pilot)
        walk = Walk(pilot, kept)
        for item in ("personal-certificate/NEW", "dbmover/WINNAV", "ping/ETLCLIENT->ZOS1.zossec"):
            await walk.home(item)
            await walk.see(f"states {item.partition('/')[0]}")
            seen |= {
                mark for mark in map(str, marks.STATES.values()) if f" {mark} " in text_of(app)
            }
        await walk.see("severities", "f5")
        severities = {str(one) for one in marks.SEVERITIES.values() if str(one) in text_of(app)}
    walk.same()
    assert seen == set(map(str, marks.STATES.values()))
    assert severities == set(map(str, marks.SEVERITIES.values()))
