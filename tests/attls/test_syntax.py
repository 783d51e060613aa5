"""Any bytes come back as they were, and every node knows its place."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pwxwizard import attls
from pwxwizard.attls.encoding import Encoding, decode, encode
from pwxwizard.attls.syntax import Block, Fault
from tests.attls.samples import GOOD

LINES = st.lists(
    st.sampled_from(
        [
            *GOOD.decode().splitlines()[:40],
            "{",
            "}",
            "  { ",
            "TTLSRule A {",
            "}}",
            "{Addr 1.2.3.4}",
            "...",
            "\t# comment",
            "V3CipherSuites 1301C02F",
            "",
            "Keyring ${RING}",
            "# >>> pwxwizard 01234567 joined: x",
            "# <<< pwxwizard",
        ]
    ),
    max_size=40,
)


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=400))
@example(b"\xef\xbb\xbfTTLSRule A\r\n{\r}")
@example(b"{" * 3000)
@example(b"a {\n" * 3000)
@example(bytes(range(256)))
def test_any_bytes_come_back(data: bytes) -> None:
    file = attls.parse(data)
    assert file.render() == data
    attls.undo(data)
    attls.resolve([file], attls.Grammar.load())


@settings(max_examples=200, deadline=None)
@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(list(Encoding)), st.booleans())
def test_any_lines_come_back_in_every_encoding(
    lines: list[str], end: str, encoding: Encoding, final: bool
) -> None:
    data = encode(end.join(lines) + end * final, encoding)
    assert attls.parse(data).render() == data


@pytest.mark.parametrize("encoding", list(Encoding))
def test_an_encoding_is_recognised_and_its_line_ends_too(encoding: Encoding) -> None:
    text = GOOD.decode() + ("# \u00e4\n" if encoding is Encoding.LATIN1 else "")
    file = attls.parse(encode(text, encoding))
    assert file.encoding is encoding
    assert [node.keyword for node in file.nodes][:2] == ["TTLSRule", "TTLSRule"]
    assert len(file.lines) == text.count("\n")


def test_ibm1047_maps_every_byte_to_a_character_of_its_own() -> None:
    data = bytes(range(256))
    assert encode(decode(data, Encoding.IBM1047), Encoding.IBM1047) == data
    assert decode(b"\xad\xbd\x5f\xb0\x15\xc0\xd0\xa1\x7b", Encoding.IBM1047) == "[]^\u00ac\n{}~#"


def test_every_node_has_its_line_and_column() -> None:
    file = attls.parse(GOOD)
    lines = GOOD.decode().splitlines()
    pending = list(file.nodes)
    seen = 0
    while pending:
        node = pending.pop()
        seen += 1
        assert lines[node.line - 1][node.column - 1 :].startswith(node.keyword)
        if isinstance(node, Block):
            assert lines[node.opened - 1].strip() == "{"
            assert lines[node.closed - 1].strip() == "}"
            pending += node.children
    assert seen > 80


def test_comments_are_not_values() -> None:
    file = attls.parse(b"TTLSRule A # one\n{\n  Jobname X#Y # two\n}\n")
    rule = file.nodes[0]
    assert isinstance(rule, Block)
    assert (rule.names, rule.comment) == (("A",), "# one")
    job = next(rule.attributes)
    assert (job.values, job.comment) == (("X#Y",), "# two")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("A x\n{\n b c\n", [(Fault.UNCLOSED, 1)]),
        ("}\n", [(Fault.STRAY_CLOSE, 1)]),
        ("{\n}\n", [(Fault.NO_HEADER, 1)]),
        ("A {\n}\n", [(Fault.SHARED_LINE, 1)]),
        ("A\n{ b c }\n", [(Fault.SHARED_LINE, 2)]),
        ("TTLSRule a\n{\n x y\nTTLSRule b\n{\n x y\n}\n", [(Fault.UNCLOSED, 1)]),
        ("A\n{\n}\n", []),
    ],
)
def test_braces_that_do_not_pair_are_named(text: str, faults: list[tuple[Fault, int]]) -> None:
    file = attls.parse(text.encode())
    assert [(problem.fault, problem.line) for problem in file.problems] == faults


def test_a_missing_brace_costs_one_statement_only() -> None:
    damaged = GOOD.replace(b"  TTLSEnvironmentActionRef EnvServer\n}\n", b"", 1)
    file = attls.parse(damaged)
    assert len(file.nodes) == len(attls.parse(GOOD).nodes)
    (problem,) = file.problems
    assert problem.subject == "TTLSRule Listener"
    assert file.text(problem.before) == "TTLSRule Reports"
