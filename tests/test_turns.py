"""What there was set beside what there is: equals first, then those of one name, what is gone last."""

from hypothesis import given
from hypothesis import strategies as st

from pwxwizard import dbmover, listings
from pwxwizard.difference import DiffLine, meaning
from pwxwizard.plan import Artifact, Change, Form
from pwxwizard.turns import paired
from pwxwizard.world import Found

PAIRS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)))
PLAIN = b"LISTENER=(node1,TCPIP,2480)\n"


def set_beside(
    before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> list[tuple[tuple[str, int] | None, tuple[str, int] | None]]:
    return paired(before, after, lambda one: one[0], lambda one: one[1])


@given(PAIRS, PAIRS)
def test_everything_is_paired_once_and_nothing_across_names(
    before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> None:
    pairs = set_beside(before, after)
    assert [new for _, new in pairs if new is not None] == after
    assert sorted(old for old, _ in pairs if old is not None) == sorted(before)
    assert all(old[0] == new[0] for old, new in pairs if old and new)
    for name in "abc":
        alone = [old for old, new in pairs if old and not new and old[0] == name]
        fresh = [new for old, new in pairs if new and not old and new[0] == name]
        assert not (alone and fresh)
    equal = sum((old == new) for old, new in pairs)
    assert equal == sum(min(before.count(one), after.count(one)) for one in {*before, *after})


def test_a_second_listener_of_one_name_is_new_and_the_plain_one_stays() -> None:
    catalogue = dbmover.Catalogue.load()
    for text in (
        PLAIN + b"LISTENER=(node1,TCPIP,6101)\n",
        b"LISTENER=(node1,TCPIP,6101)\n" + PLAIN,
    ):
        artifact = Artifact("a/DBMOVER", text, Form.DBMOVER, "dbmover/A", "")
        change = Change(artifact, Found("file", PLAIN))
        assert meaning(change, {}) == [DiffLine("+", "listener node1: port 6101")]
        rows = listings.compared(PLAIN, text, catalogue, "zos")
        told = {(row.name, row.change, row.after) for row in rows if row.kind == "listener"}
        assert told == {
            ("node1", "same", "port 2480, AT-TLS decides"),
            ("node1", "new", "port 6101, AT-TLS decides"),
        }


def test_a_port_that_changes_is_told_as_a_change() -> None:
    before, after = (PLAIN + b"LISTENER=(node1,TCPIP,%d)\n" % port for port in (6001, 6011))
    artifact = Artifact("a/DBMOVER", after, Form.DBMOVER, "dbmover/A", "")
    change = Change(artifact, Found("file", before))
    assert meaning(change, {}) == [DiffLine("~", "listener node1: port 6001 -> 6011")]
