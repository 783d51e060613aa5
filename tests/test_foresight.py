"""Before writing it is told which connection would break, and only what is certain is told."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from pwxwizard.answering import read_answers
from pwxwizard.cli import main
from pwxwizard.plain import Plain
from pwxwizard.session import Session
from pwxwizard.trust import FAILS, matrix
from tests.conftest import OpenSession
from tests.test_plain import Script

OLD_SUITE = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"
OTHER_SUITE = "ECDHE-RSA-AES256-GCM-SHA384"
NO_SUITE = (
    f"Under TLSv1.2, ZOS1 offers {OLD_SUITE} and INTSVC offers "
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: they share no suite."
)


def answer(session: Session, *answers: str) -> None:
    """Give answers, KEY=VALUE."""
    session.give(read_answers(session.project, answers))


@pytest.fixture
def narrowed(sample: Path, open_session: OpenSession) -> Session:
    """A written project whose ends were then left with no suite in common."""
    session = open_session(sample)
    assert session.standing(session.survey()).broken == ()
    session.apply(session.survey().plan)
    answer(
        session,
        "machine.ZOS1.at_tls.protocols=TLSv1.2",
        f"machine.ZOS1.at_tls.suites={OLD_SUITE}",
        f"machine.INTSVC.tls.cipher_list={OTHER_SUITE}",
        f"machine.WINNAV.tls.cipher_list={OTHER_SUITE}",
    )
    return session


def test_what_would_break_is_what_then_is_broken(narrowed: Session) -> None:
    survey = narrowed.survey()
    told = narrowed.standing(survey).broken
    assert [one.connection for one in told] == ["INTSVC->ZOS1.zossec", "WINNAV->ZOS1.zossec"]
    assert told[0].cause == NO_SUITE
    narrowed.apply(survey.plan)
    world = narrowed.world
    failing = [
        cell.connection.name
        for cell in matrix(narrowed.project, world.reader, world.clock.now())
        if cell.prediction.verdict == FAILS
    ]
    assert failing == [one.connection for one in told]
    answer(narrowed, "machine.WINNAV.personal_certificate.days=200")
    assert narrowed.standing(narrowed.survey()).broken == ()


def test_it_is_said_wherever_writing_is_decided(narrowed: Session) -> None:
    said = f"INTSVC->ZOS1.zossec works as last written and fails once this is written, and so does 1 other: {NO_SUITE}"
    assert narrowed.standing(narrowed.survey()).sentences == (said,)
    assert said in CliRunner().invoke(main, ["plan", str(narrowed.path)]).output.splitlines()
    talk = Script("w", "", "q")
    Plain(narrowed, talk).run()
    assert said in talk.said


def test_nothing_is_told_of_a_machine_whose_certificate_is_made_anew(narrowed: Session) -> None:
    answer(narrowed, "machine.INTSVC.personal_certificate.days=200")
    told = narrowed.standing(narrowed.survey()).broken
    assert [one.connection for one in told] == ["WINNAV->ZOS1.zossec"]


def test_what_fails_already_is_not_told_again(narrowed: Session) -> None:
    narrowed.apply(narrowed.survey().plan)
    answer(narrowed, "machine.INTSVC.tls.cipher_list=ECDHE-RSA-AES128-GCM-SHA256")
    survey = narrowed.survey()
    assert survey.plan.writes
    assert narrowed.standing(survey).broken == ()
