"""Probing a connection of a project: what it calls, shows and trusts, and what is kept of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from pwxwizard import demo, layout, verify
from pwxwizard.errors import UsageError
from pwxwizard.project import Connection
from pwxwizard.session import Proof, Session
from pwxwizard.verify import Timeouts, probe
from tests.conftest import FastKeys, FixedClock
from tests.trust import authority
from tests.verify.servers import (
    Loopback,
    ca_file,
    counting,
    listening,
    machine_server,
    personal_file,
    python_server,
)

NAME = "INTSVC->ZOS1.zossec"
SHORT = Timeouts(connect=2, handshake=2, late=0.2)


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = demo.lay_out(tmp_path_factory.mktemp("probed") / "demo")
    with Session.open(path) as session:
        session.world = replace(session.world, clock=FixedClock(), keys=FastKeys())
        session.apply(session.survey().plan)
    return path


def tried(session: Session, port: int) -> tuple[Proof, verify.ProbeReport, Loopback]:
    target = session.target(next(o for o in session.project.connection if o.name == NAME))
    dialer = Loopback(port)
    report = probe(
        dialer,
        target.host,
        target.port,
        clock=session.world.clock,
        client_personal=target.personal,
        cas=target.cas,
        timeouts=SHORT,
    )
    return session.keep_probe(target, report), report, dialer


def test_a_probe_of_a_connection_is_evidence_of_its_handshake(estate: Path, tmp_path: Path) -> None:
    with Session.open(estate) as session:
        secret = (estate.parent / "secrets/personal-passphrase").read_text(encoding="ascii").strip()
        handler = machine_server(session, "ZOS1", secret, tmp_path)
        with listening(handler) as real, counting(real) as (port, connections):
            proof, report, dialer = tried(session, port)
        assert (proof.verdict, report.verdict, report.client_sent) == ("proved", "trusted", True)
        assert (dialer.asked, len(connections)) == ([("zos1.example.com", 6001)], 1)

        def state() -> str:
            (item,) = [one for one in session.items() if one.name == f"ping/{NAME}"]
            return f"{item.state} {'; '.join(item.because)}"

        assert state() == "written no PING yet (DTLREXE)"
        session.keep_proofs([Proof(f"ping/{NAME}", "ping", "proved", "done")])
        assert state() == "proved "
        kept = [one for one in session.project.record.evidence if one.kind == "probe"]
        assert len(kept) == 1
        assert (kept[0].verdict, kept[0].date[:4], len(kept[0].digest)) == ("proved", "2026", 16)
        assert kept[0].by
        assert secret not in estate.read_text(encoding="utf-8")

        with listening(lambda _: None) as port:
            assert tried(session, port)[0].verdict == "wrong"
        assert state().startswith("written the probe of the port went wrong"), state()
        assert "went wrong: " in state()
        stranger = personal_file(authority.leaf("good"), tmp_path, "other")
        with listening(python_server(stranger)) as port:
            assert tried(session, port)[0].verdict == "wrong"
        proof, report, _ = tried(session, 1)
        assert (proof.verdict, report.verdict) == ("not enough", "unreachable")
        assert proof.summary.endswith(" From another machine it may work.")
        kept = [one for one in session.project.record.evidence if one.kind == "probe"]
        assert [one.verdict for one in kept] == ["wrong"]


def test_a_key_that_is_elsewhere_leaves_a_demand_for_it_open(estate: Path, tmp_path: Path) -> None:
    with Session.open(estate) as session:
        project = session.project
        personal = Path(layout.personal(project, project.machine["INTSVC"]))
        hidden = estate.parent / personal
        data = hidden.read_bytes()
        hidden.unlink()
        try:
            connection = next(o for o in project.connection if o.name == NAME)
            assert session.probe_secrets(connection) == ()
            assert session.target(connection).personal is None
            server = personal_file(authority.leaf("good"), tmp_path, "server")
            with listening(python_server(server, client_cas=ca_file(tmp_path))) as port:
                report = probe(Loopback(port), "x", 1, clock=session.world.clock, timeouts=SHORT)
            verdict, summary, _ = verify.proof(session.target(connection), report)
            assert verdict == "not enough"
            assert "key is not in the project" in summary
        finally:
            hidden.write_bytes(data)


def test_a_listener_that_may_hang_is_warned_of_by_the_projects_dbmover(estate: Path) -> None:
    with Session.open(estate) as session:
        project = session.project
        connection = next(o for o in project.connection if o.name == NAME)
        path = estate.parent / layout.dbmover(project, project.machine["ZOS1"])
        before = path.read_bytes()
        assert session.target(connection).warning is None
        path.write_bytes(before.replace(b"TCPIP_ACCEPT_NONBLOCK=Y", b"TCPIP_ACCEPT_NONBLOCK=N"))
        warning = session.target(connection).warning
        assert warning is not None
        assert warning.code == "VER023"
        path.write_bytes(before)
        other = next(o for o in project.connection if o.name == "ETLCLIENT->INTSVC.intsec")
        assert session.target(other).warning is None
        with pytest.raises(UsageError):
            session.target(Connection("INTSVC", "NOBODY.x"))
