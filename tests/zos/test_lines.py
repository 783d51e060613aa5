"""Commands cut into lines re-join to the same command, whatever stands in their values."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pwxwizard.zos import quoted, tso_lines
from tests.zos.joiner import join, tokens, values

LATIN = st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_categories=["Cc", "Cs"])
VALUES = st.text(LATIN, max_size=255)


@settings(max_examples=200, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=4), st.integers(40, 72))
def test_any_values_survive_being_cut_into_lines(texts: list[str], width: int) -> None:
    command = "RACDCERT ID(PWXSTC) " + " ".join(f"KEY({quoted(text)})" for text in texts)
    lines = tso_lines(command, width)
    assert max(map(len, lines)) <= width
    joined = join(lines)
    assert tokens(joined) == tokens(command)
    assert values(joined) == texts


@settings(max_examples=100, deadline=None)
@given(st.text("abc/+-,.' ", max_size=240))
def test_values_of_awkward_characters_survive(text: str) -> None:
    command = f"CMD {quoted(text)} END(X)"
    lines = tso_lines(command)
    assert max(map(len, lines)) <= 72
    assert tokens(join(lines)) == tokens(command)


@pytest.mark.parametrize(
    ("command", "lines"),
    [
        ("RACDCERT LISTRING(R)", ("RACDCERT LISTRING(R)",)),
        ("A " + "B" * 68, ("A " + "B" * 68,)),
        ("A " + "B" * 69, ("A +", "  " + "B" * 68 + "-", "B")),
    ],
)
def test_a_line_breaks_only_where_it_must(command: str, lines: tuple[str, ...]) -> None:
    assert tso_lines(command) == lines


def test_no_line_begins_like_the_end_of_a_job_s_data() -> None:
    lines = tso_lines("CMD " + quoted("ab//" * 60))
    assert len(lines) > 3
    assert not [line for line in lines[1:] if line.startswith("/")]
