"""What is next is decided once; the screens and the conversation have a sentence for each."""

from dataclasses import replace
from pathlib import Path

import pytest

from pwxwizard.examine import Item, State
from pwxwizard.next_step import NextStep, next_item, next_step
from pwxwizard.plain import overview
from pwxwizard.project import Evidence
from pwxwizard.proofs import Unproved
from pwxwizard.review import Review
from pwxwizard.session import Session
from screens import outcome
from tests.conftest import OpenSession

WRONG = Unproved("rehearsal", went_wrong=Evidence("", "rehearsal", "wrong", "", "", ""))


def test_screens_and_conversation_have_a_sentence_for_every_step() -> None:
    for sentences in (outcome._NEXT, overview._NEXT):
        assert set(sentences) == set(NextStep)
        assert all(said.endswith(".") and said.isascii() for said in sentences.values())


@pytest.fixture
def session(sample: Path, open_session: OpenSession) -> Session:
    return open_session(sample)


def in_state(session: Session, state: State, *lacking: Unproved) -> tuple[Item, ...]:
    """Return the items with all that writes written, the last of them in another state."""
    items = [replace(item, state=State.WRITTEN) for item in session.items()]
    return (*items[:-1], replace(items[-1], state=state, unproved=lacking))


@pytest.mark.parametrize(
    ("state", "lacking", "step"),
    [
        (State.OPEN, (), NextStep.ANSWER),
        (State.DRIFTED, (), NextStep.SETTLE),
        (State.READY, (), NextStep.WRITE),
        (State.OUTDATED, (), NextStep.WRITE),
        (State.WRITTEN, (WRONG,), NextStep.MEND),
        (State.WRITTEN, (Unproved("rehearsal"), Unproved("ping")), NextStep.REHEARSE),
        (State.WAITING, (), NextStep.WAIT),
        (State.WRITTEN, (Unproved("ping"),), NextStep.PROVE),
        (State.PROVED, (), NextStep.WATCH),
    ],
)
def test_the_most_urgent_state_decides(
    session: Session, state: State, lacking: tuple[Unproved, ...], step: NextStep
) -> None:
    assert next_step(session.project, in_state(session, state, *lacking)) is step


def test_the_estate_comes_first(session: Session) -> None:
    project, items = session.project, session.items()
    assert next_step(replace(project, machine={}), items) is NextStep.ADD_MACHINE
    opened = (replace(items[0], state=State.OPEN), *items[1:])
    assert next_step(project, opened) is NextStep.ANSWER
    for name, step in (("WINNAV", NextStep.ADD_LISTENER), ("ZOS1", NextStep.ADD_CLIENT)):
        alone = replace(project, machine={name: project.machine[name]}, connection=())
        assert next_step(alone, items) is step
    assert next_step(replace(project, connection=()), items) is NextStep.ADD_CONNECTION


def test_what_is_open_only_to_be_renewed_is_not_to_be_answered(session: Session) -> None:
    items = in_state(session, State.OPEN)
    to_renew = (*items[:-1], replace(items[-1], to_renew=True))
    assert next_step(session.project, to_renew) is NextStep.RENEW
    both = (replace(to_renew[0], state=State.OPEN), *to_renew[1:])
    assert next_step(session.project, both) is NextStep.ANSWER


def test_looking_decides_as_working_does(sample: Path, session: Session) -> None:
    review = Review(sample, session.world)
    assert next_step(review.project, review.items()) is NextStep.WRITE


def test_one_is_led_from_item_to_item(session: Session) -> None:
    items = in_state(session, State.WRITTEN, WRONG)
    last = len(items) - 1
    assert next_item(items, 0) is items[last]
    assert next_item(items, last) is None

    def opened(at: int, *, held_up: bool = False) -> Item:
        return replace(items[at], state=State.OPEN, unproved=(), held_up=held_up)

    several = (opened(0), *items[1:3], opened(3), *items[4:], opened(last, held_up=True))
    assert next_item(several, 1) is several[3]
    assert next_item(several, 3) is several[3]
    assert next_item(several, 3, inside=True) is several[0]
    assert next_item(several, 1, back=True) is several[0]
    held_up = (*items[:-1], opened(last, held_up=True))
    assert next_item(held_up, -1) is held_up[last]


def test_what_is_open_in_the_estate_is_led_to_before_what_follows_from_it(session: Session) -> None:
    items = in_state(session, State.OPEN)
    items = (replace(items[0], state=State.OPEN), *items[1:])
    assert not items[0].step.writes
    assert next_item(items, 3) is items[0]
