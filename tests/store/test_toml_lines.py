"""The line of every key of any TOML text is found."""

import string
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pwxwizard.project import TablePath
from pwxwizard.toml_lines import line_of, lines
from pwxwizard.toml_text import key_text, value_text

TEXT = '''# a comment with [brackets] = "x"
schema = 1
a . "b.c" . 'd e' = """first
key = "not a key"
[not a table]
"quoted"" """
list = [ 1, # a comment ]
  { x = 1, y.z = [ 2,
    3 ] }, 1979-05-27 07:32:00,
]
raw = \'\'\'
[neither]\'\'\'\'\'

[machine.ZOS1]   # [x]
platform = "zos"
  [ machine . "Z.2" . listener.SEC ]
  port = 6001
[[connection]]
client = "A"
[[connection]]
[connection.sub]
deep = true
[connection.sub.deeper]
[["x y"]]
"\\u0041\\t" = 1
inline = { a = "}", b = ']', c = { d = 1 } }
last = "no line end"'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("schema",), 2),
        (("a",), 3),
        (("a", "b.c", "d e"), 3),
        (("key",), 1),
        (("list",), 7),
        (("list", 0), 7),
        (("list", 1), 8),
        (("list", 1, "x"), 8),
        (("list", 1, "y", "z", 1), 9),
        (("list", 2), 9),
        (("list", 7), 7),
        (("raw",), 11),
        (("machine",), 14),
        (("machine", "ZOS1"), 14),
        (("machine", "ZOS1", "platform"), 15),
        (("machine", "ZOS1", "hosts"), 14),
        (("machine", "Z.2"), 16),
        (("machine", "Z.2", "listener", "SEC", "port"), 17),
        (("connection",), 18),
        (("connection", 0, "client"), 19),
        (("connection", 1), 20),
        (("connection", 1, "client"), 20),
        (("connection", 1, "sub", "deep"), 22),
        (("connection", 1, "sub", "deeper"), 23),
        (("x y", 0, "A\t"), 25),
        (("x y", 0, "inline", "c", "d"), 26),
        (("x y", 0, "last"), 27),
        (("nowhere", "at", "all"), 1),
        ((), 1),
    ],
)
def test_line_of_a_path_or_its_nearest_parent(path: TablePath, line: int) -> None:
    tomllib.loads(TEXT)
    assert line_of(TEXT, path) == line


def test_explicit_header_beats_the_line_that_implied_it() -> None:
    assert line_of("[a.b]\n[a]\nx = 1\n", ("a",)) == 2


@pytest.mark.parametrize(
    "text", ["", "x", "x =", "= 1", "[", "[[a]", "x = [", "x = {", 'x = "', "]"]
)
def test_text_that_is_not_toml_is_walked_as_far_as_it_goes(text: str) -> None:
    assert line_of("good = 1\n" + text, ("good",)) == 1
    assert line_of(text, ("x",)) == 1


@given(st.text(alphabet="[]{}=.,#\"'\\\n\r a1", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_walked_without_error(text: str) -> None:
    found = lines(text)
    assert all(1 <= line <= text.count("\n") + 1 for line in found.by_path.values())


KEYS = st.text(alphabet=string.ascii_letters + "._- #'\"[é", min_size=1, max_size=4)
SCALARS = (
    st.integers(-99, 99)
    | st.booleans()
    | st.text(alphabet=string.printable + "é", max_size=12)
    | st.dates()
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
TABLES = st.dictionaries(
    KEYS,
    VALUES
    | st.dictionaries(KEYS, VALUES, max_size=3)
    | st.lists(st.dictionaries(KEYS, VALUES, max_size=2), min_size=1, max_size=3),
    max_size=4,
)


class Writer:
    """Writes tables in changing style and remembers on which line everything went."""

    def __init__(self, choose: Iterator[int]) -> None:
        self.out: list[str] = []
        self.lines: dict[TablePath, int] = {}
        self.choose = choose

    @property
    def line(self) -> int:
        return "".join(self.out).count("\n") + 1

    def noise(self) -> None:
        self.out.append(("", "\n", '# [a] = """\n', "  \t\n", "  # '''\r\n")[next(self.choose) % 5])

    def value(self, path: TablePath, value: object) -> None:
        style = next(self.choose) % 3
        if isinstance(value, str) and style == 1 and "\r" not in value:
            body = "".join(
                char if char.isprintable() or char == "\n" else f"\\u{ord(char):04X}"
                for char in value.replace("\\", "\\\\").replace('"""', '""\\"')
            )
            self.out.append('"""\n' + (body[:-1] + '\\"' if body.endswith('"') else body) + '"""')
        elif isinstance(value, list):
            self.out.append("[")
            for index, entry in enumerate(value):
                if style:
                    self.out.append("\n # ] , \n")
                self.lines[(*path, index)] = self.line
                self.value((*path, index), entry)
                if style == 2 or index < len(value) - 1:
                    self.out.append(" ,")
            self.out.append("\n]" if style else "]")
        elif isinstance(value, dict):
            self.out.append("{ ")
            for index, (key, part) in enumerate(value.items()):
                self.out.append(", " if index else "")
                self.lines[(*path, key)] = self.line
                self.out.append(f"{key_text(key)} = ")
                self.value((*path, key), part)
            self.out.append(" }")
        else:
            self.out.append(value_text(value))

    def statement(self, table: TablePath, key: str, value: object) -> None:
        self.noise()
        path = (*table, key)
        self.lines[path] = self.line
        if isinstance(value, dict) and len(value) == 1 and next(self.choose) % 2:
            ((inner, part),) = value.items()
            self.lines[(*path, inner)] = self.line
            self.out.append(f"{key_text(key)} . {key_text(inner)}=")
            self.value((*path, inner), part)
        else:
            self.out.append(f"  {key_text(key)}= ")
            self.value(path, value)
        self.out.append((" # end\n", "\n", "\t\r\n")[next(self.choose) % 3])

    def table(self, path: TablePath, table: dict[str, Any], name: str) -> None:
        self.noise()
        self.lines[path] = self.line
        if isinstance(path[-1], int):
            self.lines.setdefault(path[:-1], self.line)
        self.out.append(name + "\n")
        for key, value in table.items():
            self.statement(path, key, value)

    def document(self, tables: dict[str, Any]) -> str:
        later = []
        for key, value in tables.items():
            is_entries = (
                isinstance(value, list) and bool(value) and all(isinstance(e, dict) for e in value)
            )
            if (isinstance(value, dict) or is_entries) and next(self.choose) % 3:
                later.append((key, value))
            else:
                self.statement((), key, value)
        for key, value in later:
            if isinstance(value, dict):
                self.table((key,), value, f"[ {key_text(key)}]")
            else:
                for index, entry in enumerate(value):
                    self.table((key, index), entry, f" [[{key_text(key)} ]] # x")
        return "".join(self.out)


@given(TABLES, st.lists(st.integers(0, 29), min_size=400, max_size=400))
@settings(max_examples=150, deadline=None)
def test_every_line_of_a_generated_text_is_found(tables: dict[str, Any], dice: list[int]) -> None:
    def choose() -> Iterator[int]:
        while True:
            yield from dice

    writer = Writer(choose())
    text = writer.document(tables)
    assert tomllib.loads(text) == tables
    found = lines(text)
    assert {path: found.by_path.get(path) for path in writer.lines} == writer.lines
