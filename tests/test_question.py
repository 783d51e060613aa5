"""Typed text becomes an answer of the question's kind, or a sentence how to correct it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pwxwizard.question import (
    Kind,
    Option,
    Question,
    joined,
    parse,
    several,
    shown,
    source_problem,
)

PORT = Question("port", "Port", Kind.PORT)
YES_NO = Question("secure", "Secure", Kind.YES_NO)
NAMES = Question("hosts", "Hosts", Kind.NAMES)
CHOICE = Question("key", "Key", Kind.CHOICE, options=(Option("a", "A"), Option("b", "B")))
TEXT = Question("subject", "Subject")
JOBS = Question("jobs", "Jobs", Kind.NAMES, upper=True)


@pytest.mark.parametrize(
    ("question", "typed", "answer"),
    [
        (PORT, " 6001 ", 6001),
        (YES_NO, "Yes", True),
        (YES_NO, "off", False),
        (NAMES, "one.example, two.example  192.0.2.1", ("one.example", "two.example", "192.0.2.1")),
        (CHOICE, "b", "b"),
        (TEXT, " CN=a ", "CN=a"),
        (JOBS, "pwxlst, Pwx#", ("PWXLST", "PWX#")),
        (JOBS, "stra\N{LATIN SMALL LETTER SHARP S}e", ("stra\N{LATIN SMALL LETTER SHARP S}e",)),
    ],
)
def test_a_good_answer_is_taken(question: Question, typed: str, answer: object) -> None:
    assert parse(question, typed).answer == answer
    assert parse(question, typed).problem == ""


@pytest.mark.parametrize(
    ("question", "typed", "said"),
    [
        (PORT, "0", "1 to 65535"),
        (PORT, "65536", "1 to 65535"),
        (PORT, "six", "whole number"),
        (PORT, "\N{ARABIC-INDIC DIGIT SIX}", "whole number"),
        (YES_NO, "perhaps", "yes or no"),
        (CHOICE, "c", "a, b"),
        (TEXT, "  ", "needed"),
        (NAMES, ",", "needed"),
    ],
)
def test_a_bad_answer_is_told_how_to_be_corrected(
    question: Question, typed: str, said: str
) -> None:
    assert parse(question, typed).answer is None
    assert said in parse(question, typed).problem


@given(st.lists(st.from_regex(r"[a-z][a-z0-9.-]{0,20}", fullmatch=True), min_size=1).map(tuple))
def test_what_a_form_shows_is_taken_back_as_it_was(names: tuple[str, ...]) -> None:
    assert parse(NAMES, shown(names)).answer == names


@pytest.mark.parametrize("source", ["prompt", "prompt:ca", "env:PWX", "file:secrets/ca", "fd:3"])
def test_a_source_of_a_secret_is_taken(source: str) -> None:
    assert source_problem(source) == ""


@pytest.mark.parametrize("source", ["", "hunter2", "env:", "file:", "fd:x", "pass:word"])
def test_a_secret_itself_is_not_taken_for_its_source(source: str) -> None:
    assert "prompt" in source_problem(source)


@pytest.mark.parametrize(
    ("separator", "typed", "names", "text"),
    [
        (",", " a , b,a c ", ("a", "b", "c"), "a, b, c"),
        (":", "A:!B, C", ("A", "!B", "C"), "A:!B:C"),
        (":", " ", (), ""),
    ],
)
def test_several_names_are_read_and_written_with_what_stands_between_them(
    separator: str, typed: str, names: tuple[str, ...], text: str
) -> None:
    question = Question("suites", "Suites", separator=separator)
    assert several(question, typed) == names
    assert joined(question, names) == text
