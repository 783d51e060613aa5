"""A DBMOVER file comes apart into statements and goes together again byte for byte."""

import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pwxwizard.dbmover import counts, parse
from pwxwizard.dbmover.syntax import Blank, Comment, Statement, Unreadable, items
from pwxwizard.dbmover.text import Encoding, decode, encode
from tests.dbmover.samples import LINUX, SAMPLES, blanks, line_ends, names, words

lines = st.text(st.sampled_from(list('NODE=(a,b)"/* \t;é|\r\n\x85\x1a')), max_size=60)


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_renders_to_its_own_bytes(name: str) -> None:
    data = SAMPLES[name][1]
    assert parse(data).render() == data


@given(st.binary(max_size=400))
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe\x00")
@settings(max_examples=300, deadline=None)
def test_any_bytes_render_to_themselves(data: bytes) -> None:
    assert parse(data).render() == data


@given(st.lists(lines), st.sampled_from(Encoding))
@settings(max_examples=300, deadline=None)
def test_any_text_renders_to_itself_in_any_encoding(texts: list[str], encoding: Encoding) -> None:
    data = encode("\n".join(texts), encoding)
    assert parse(data).render() == data
    assert parse(data, encoding).render() == data


@given(st.lists(lines))
@settings(max_examples=200, deadline=None)
def test_nodes_follow_each_other_without_a_gap(texts: list[str]) -> None:
    file = parse("\n".join(texts).encode())
    assert [line.number for line in file.lines] == list(range(1, len(file.lines) + 1))


values = st.recursive(
    words,
    lambda inner: st.lists(inner, min_size=1, max_size=4).map(lambda parts: f"({','.join(parts)})"),
    max_leaves=6,
)


@given(
    st.lists(st.tuples(names, values, blanks, blanks), max_size=12),
    line_ends,
    st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_generated_statements_parse_to_what_was_generated(
    statements: list[tuple[str, str, str, str]], end: str, final_end: bool
) -> None:
    text = end.join(f"{one}{name}{two}={two}{value}{one}" for name, value, one, two in statements)
    file = parse((text + (end if final_end else "")).encode())
    assert [(node.spelling, node.value) for node in file.statements] == [
        (name, value) for name, value, _, _ in statements
    ]
    assert not file.unreadable


@given(st.lists(values, min_size=2, max_size=8), blanks, line_ends)
@settings(max_examples=100, deadline=None)
def test_a_list_broken_after_commas_has_the_same_parts(
    parts: list[str], blank: str, end: str
) -> None:
    text = f"KEY=({f',{blank}{end}   '.join(parts)}){end}NEXT=1"
    first, second = parse(text.encode()).statements
    assert [item.text for item in first.items()] == parts
    assert second.line == len(parts) + 1


def test_comment_ends_with_its_line_closed_or_not() -> None:
    file = parse(b"/* open\nA=1\n/* closed */\nB=2\n/*****/ C=3\n")
    assert [node.keyword for node in file.statements] == ["A", "B"]
    assert [node.after for node in file.comments] == ["", "", "C=3"]


def test_commented_out_statement_is_seen_but_does_not_count() -> None:
    file = parse(b"/* NODE=(a,TCPIP,h,1) */\n/* prose\n")
    assert not file.statements
    assert [bool(node.statement) for node in file.comments] == [True, False]


def test_comment_and_blank_lines_inside_a_statement_belong_to_it() -> None:
    statement = next(node for node in parse(LINUX).statements if node.keyword == "CAPI_CONNECTION")
    assert [item.key for item in statement.items()] == ["DLLTRACE", "NAME", "TYPE"]
    assert len(statement.lines) == 6


@pytest.mark.parametrize("value", [":", "|", ".", "-", "*", ",", "=", "/", "\\", '"'])
def test_value_of_pure_punctuation_is_a_value(value: str) -> None:
    (statement,) = parse(f"KEY={value}\n".encode()).statements
    assert statement.value == value


@pytest.mark.parametrize(
    ("text", "keywords", "unreadable"),
    [
        ("NODE=(a,TCPIP,h,1\nNODE=(b,TCPIP,h,2)\n", ["NODE"], [1]),
        ("NODE=(a,TCPIP,h,\nLISTENER=(n,TCPIP,1)\nX=1\n", ["LISTENER", "X"], [1]),
        ("just text\nX=1\n", ["X"], [1]),
        ("# note\n; note\nX=1", ["X"], [1, 2]),
        ("X=1\nA=(", ["X"], [2]),
        ("=5\n1A=2\nX=1", ["X"], [1, 2]),
    ],
)
def test_unreadable_line_never_stops_the_rest(
    text: str, keywords: list[str], unreadable: list[int]
) -> None:
    file = parse(text.encode())
    assert [node.keyword for node in file.statements] == keywords
    assert [node.line for node in file.unreadable] == unreadable
    assert file.render() == text.encode()


def test_every_node_knows_its_line_and_column() -> None:
    file = parse(b"A=1\n\n  /* note\n\tB=(x,\n y)\n  ???\n")
    assert [(type(node), node.line, node.column) for node in file.nodes] == [
        (Statement, 1, 1),
        (Blank, 2, 1),
        (Comment, 3, 3),
        (Statement, 4, 2),
        (Unreadable, 6, 3),
    ]


def test_part_knows_its_line_and_column_over_several_lines() -> None:
    (statement,) = parse(b"KEY = ( one,\n  two ,\n\tthree)\n").statements
    assert [statement.place(item.start) for item in statement.items()] == [(1, 9), (2, 3), (3, 2)]


def test_quoted_value_hides_commas_and_parentheses() -> None:
    assert [item.plain for item in items('("a,b)(", c)')] == ["a,b)(", "c"]


@pytest.mark.parametrize(
    ("name", "encoding", "end", "numbered"),
    [
        ("linux", Encoding.UTF_8, "\n", False),
        ("windows", Encoding.UTF_8, "\r\n", False),
        ("latin-1", Encoding.LATIN_1, "\n", False),
        ("z/OS member, numbered", Encoding.IBM_1047, "", True),
        ("z/OS member, not numbered", Encoding.IBM_1047, "", False),
        ("z/OS, numbered lines", Encoding.UTF_8, "\n", True),
        ("z/OS, EBCDIC lines", Encoding.IBM_1047, "\x85", False),
    ],
)
def test_form_is_detected(name: str, encoding: Encoding, end: str, numbered: bool) -> None:
    file = parse(SAMPLES[name][1])
    assert (file.encoding, file.line_end, file.form.numbered) == (encoding, end, numbered)


def test_sequence_numbers_are_no_part_of_a_statement() -> None:
    file = parse(SAMPLES["z/OS, numbered lines"][1])
    assert [node.value for node in file.named("LISTENER")] == [
        "(node1,TCPIP,2480)",
        "(node1,TCPIP,2481,,,,,PWXNETP)",
    ]


def test_brackets_tell_the_two_ebcdic_encodings_apart() -> None:
    for encoding in (Encoding.IBM_1047, Encoding.IBM_037):
        data = encode("TITLE=[listener settings]\x85NODE=(a,TCPIP,h,1)\x85", encoding)
        assert parse(data).encoding is encoding


@pytest.mark.parametrize(
    ("encoding", "name"), [(Encoding.IBM_1047, "IBM1047"), (Encoding.IBM_037, "IBM037")]
)
def test_ebcdic_agrees_with_iconv(encoding: Encoding, name: str) -> None:
    data = bytes(range(256))
    told = subprocess.run(
        ["iconv", "-f", name, "-t", "UTF-8"], input=data, capture_output=True, check=True
    )
    assert decode(data, encoding) == told.stdout.decode()
    assert encode(decode(data, encoding), encoding) == data


def test_counts_are_by_keyword_in_any_case() -> None:
    assert counts(parse(b"NODE=(a)\nnode=(b)\nSSL=(x)\n/* NODE=(c)\n")) == {"NODE": 2, "SSL": 1}
