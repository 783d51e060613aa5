"""The uniform layout: same meaning, nothing lost, stable."""

from hypothesis import given, settings

from pwxwizard import attls
from pwxwizard.attls.syntax import Attribute, Block, Node
from tests.attls.samples import GOOD, GRAMMAR
from tests.attls.test_syntax import LINES

UNTIDY = b"""\
# head
TTLSRULE  A   # about A
      {
\tJobName    pwx*
   # inside
\tDIRECTION  INBOUND  # behind
      IpTimeCondition { DayOfWeekMask 1111111 }


 } # end of A
"""

TIDY = b"""\
# head
# about A
TTLSRule A
{
  Jobname pwx*
  # inside
  # behind
  Direction Inbound
  IpTimeCondition
  {
    DayOfWeekMask 1111111
  }

  # end of A
}
"""


def pretty(data: bytes) -> bytes:
    return attls.pretty(attls.parse(data), GRAMMAR)


def meaning(nodes: tuple[Node, ...]) -> list[object]:
    """What Policy Agent sees: keywords without case, values, structure."""
    return [
        (node.key, tuple(value.lower() for value in node.values))
        if isinstance(node, Attribute)
        else (node.key, node.names, meaning(node.children))
        for node in nodes
    ]


def test_an_untidy_policy_becomes_tidy() -> None:
    assert pretty(UNTIDY) == TIDY


def test_a_tidy_policy_stays_as_it_is() -> None:
    assert pretty(TIDY) == TIDY
    assert pretty(GOOD) == GOOD


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_the_meaning_stays_and_a_second_time_changes_nothing(lines: list[str]) -> None:
    data = "\n".join(lines).encode()
    once = pretty(data)
    assert meaning(attls.parse(once).nodes) == meaning(attls.parse(data).nodes)
    assert pretty(once) == once


def test_a_file_whose_braces_do_not_pair_is_left_alone() -> None:
    assert pretty(UNTIDY + b"}\n") == UNTIDY + b"}\n"


def test_line_ends_stay() -> None:
    text = UNTIDY.replace(b"\n", b"\r\n")
    assert pretty(text) == TIDY.replace(b"\n", b"\r\n")


def test_sequence_numbers_go() -> None:
    numbered = b"".join(
        line.ljust(72) + b"%08d\n" % number for number, line in enumerate(GOOD.splitlines(), 1)
    )
    assert pretty(numbered) == GOOD


def test_blocks_keep_their_names() -> None:
    names = [node.name for node in attls.parse(pretty(GOOD)).nodes if isinstance(node, Block)]
    assert "AdvServer" in names
