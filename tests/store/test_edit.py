"""Edits change what they name and nothing else, in whatever style a file was written."""

import copy
import string
import tomllib
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pwxwizard.project import Edit, TablePath
from pwxwizard.toml_edit import Document
from pwxwizard.toml_text import document_text, key_text, statement_text, value_text

TEXT = """\
# The project of somebody.
schema = 1  # do not touch
name = "prod"

# Where trust begins.
[ca]
source = "create"   # or import
unknown = [1, 2,    # kept
           3]

# The mainframe.
# It has two comment lines.
[machine.ZOS1]
platform = "zos"
hosts = ["a", "b"]  # all of them

[machine.ZOS1.listener.SEC]
port = 6001

# A comment that stands alone.

# The client.
[machine.INT]
platform = "linux"
dbmover.file = "in/x"
tls = { strict = true }

[[connection]]
client = "INT"   # first

[[connection]]
client = "INT2"

# The end.
"""


def edited(text: str, *edits: Edit) -> str:
    """Return a text after edits."""
    document = Document(text)
    document.edit(edits)
    return document.text


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that went and those that came, when nothing else moved."""
    old, new = before.splitlines(), after.splitlines()
    gone = [line for line in old if old.count(line) > new.count(line)]
    come = [line for line in new if new.count(line) > old.count(line)]
    return [line for line in dict.fromkeys(gone) if line], [
        line for line in dict.fromkeys(come) if line
    ]


@pytest.mark.parametrize(
    ("path", "value", "gone", "come"),
    [
        (("schema",), 2, ["schema = 1  # do not touch"], ["schema = 2  # do not touch"]),
        (
            ("ca", "source"),
            "import",
            ['source = "create"   # or import'],
            ['source = "import"   # or import'],
        ),
        (("ca", "key"), "p-256", [], ['key = "p-256"']),
        (
            ("machine", "ZOS1", "hosts"),
            ("c",),
            ['hosts = ["a", "b"]  # all of them'],
            ['hosts = ["c"]  # all of them'],
        ),
        (("machine", "ZOS1", "release"), "3.1", [], ['release = "3.1"']),
        (("machine", "ZOS1", "listener", "SEC", "port"), 1, ["port = 6001"], ["port = 1"]),
        (
            ("machine", "ZOS1", "at_tls", "policy"),
            "p",
            [],
            ["[machine.ZOS1.at_tls]", 'policy = "p"'],
        ),
        (
            ("machine", "INT", "dbmover", "file"),
            "y",
            ['dbmover.file = "in/x"'],
            ['dbmover.file = "y"'],
        ),
        (("machine", "INT", "dbmover", "target"), "/y", [], ['dbmover.target = "/y"']),
        (
            ("machine", "INT", "tls", "strict"),
            False,
            ["tls = { strict = true }"],
            ["tls = { strict = false }"],
        ),
        (
            ("connection", 0, "client"),
            "X",
            ['client = "INT"   # first'],
            ['client = "X"   # first'],
        ),
        (("connection", 1, "node"), "N", [], ['node = "N"']),
        (("name",), None, ['name = "prod"'], []),
        (("machine", "ZOS1", "hosts"), None, ['hosts = ["a", "b"]  # all of them'], []),
        (("nowhere", "at"), None, [], []),
    ],
)
def test_one_edit_changes_only_its_own_line(
    path: TablePath, value: object, gone: list[str], come: list[str]
) -> None:
    after = edited(TEXT, Edit(path, value))
    assert changed_lines(TEXT, after) == (gone, come)
    assert tomllib.loads(after) == _expected(tomllib.loads(TEXT), path, value)


def test_new_tables_stand_beside_their_relatives_and_look_alike() -> None:
    after = edited(
        TEXT,
        Edit(("machine", "WIN"), {"platform": "windows", "hosts": ["w"]}),
        Edit(("machine", "WIN", "listener", "L", "port"), 7),
        Edit(("machine", "ZOS1", "listener", "T"), {"port": 8}),
        Edit(("connection", 2), {"client": "WIN"}),
        Edit(("waiver", 0), {"code": "X"}),
    )
    headers = [line for line in after.splitlines() if line.startswith("[")]
    assert headers == [
        "[ca]",
        "[machine.ZOS1]",
        "[machine.ZOS1.listener.SEC]",
        "[machine.ZOS1.listener.T]",
        "[machine.INT]",
        "[machine.WIN]",
        "[machine.WIN.listener.L]",
        *["[[connection]]"] * 3,
        "[[waiver]]",
    ]
    assert "\n\n\n" not in after
    for header in headers:
        before, _, _ = after.partition(f"{header}\n")
        assert before.endswith(("\n\n", "lines.\n", "begins.\n", "client.\n"))


def test_ca_comes_before_machines_in_a_new_project() -> None:
    after = edited(
        "schema = 1\n",
        Edit(("connection", 0), {"client": "A"}),
        Edit(("machine", "A", "platform"), "linux"),
        Edit(("ca", "source"), "create"),
    )
    assert after == (
        'schema = 1\n\n[ca]\nsource = "create"\n\n[machine.A]\nplatform = "linux"\n\n'
        '[[connection]]\nclient = "A"\n'
    )


def test_removing_a_table_takes_its_own_comment_and_leaves_others() -> None:
    after = edited(TEXT, Edit(("machine", "ZOS1"), None), Edit(("connection", 0), None))
    gone, come = changed_lines(TEXT, after)
    assert come == []
    assert "# It has two comment lines." in gone
    for kept in (
        "# A comment that stands alone.",
        "# The client.",
        "# The end.",
        "# Where trust begins.",
    ):
        assert kept in after
    assert tomllib.loads(after)["connection"] == [{"client": "INT2"}]


def test_tables_that_became_empty_go_and_machines_and_listeners_stay() -> None:
    text = "[ca]\na = 1\n\n[machine.M]\nx = 1\n\n[machine.M.listener.L]\nport = 1\n\n[machine.M.tls]\ny = 1\n"
    after = edited(
        text,
        Edit(("ca", "a"), None),
        Edit(("machine", "M", "x"), None),
        Edit(("machine", "M", "listener", "L", "port"), None),
        Edit(("machine", "M", "tls", "y"), None),
    )
    assert tomllib.loads(after) == {"machine": {"M": {"listener": {"L": {}}}}}


def test_entry_that_is_not_next_is_refused() -> None:
    with pytest.raises(KeyError):
        edited(TEXT, Edit(("connection", 5), {"client": "X"}))


def test_record_is_edited_like_any_table() -> None:
    text = TEXT + '\n[record.skipped]\na = "old"\nb = "kept"\n'
    for edit, skipped in (
        (Edit(("record", "skipped", "a"), "new"), {"a": "new", "b": "kept"}),
        (Edit(("record", "skipped", "a"), None), {"b": "kept"}),
        (Edit(("record",), {"skipped": {"c": "only"}}), {"c": "only"}),
        (Edit(("record",), {}), None),
        (Edit(("record",), None), None),
    ):
        document = Document(text)
        edits = (Edit(("name",), "x"), edit, Edit(("waiver", 0), {"code": "X"}))
        document.edit(edits)
        after = tomllib.loads(document.text)
        assert after.get("record", {}).get("skipped") == skipped
        assert document.refreshed(tomllib.loads(text), edits) == after
        assert document.text.find("[record") > document.text.find("[[waiver]]") or not skipped


def test_last_table_is_written_anew_and_stands_last() -> None:
    text = TEXT + '\n[record.skipped]\na = "old"\n\n# Mine.\n[mine]\nx = 1\n'
    document = Document(text)
    document.set_last({"skipped": {"b/c": "new"}, "evidence": [{"k": 1}, {"k": 2}]})
    assert document.text.endswith(
        '# Mine.\n[mine]\nx = 1\n\n[record.skipped]\n"b/c" = "new"\n\n[[record.evidence]]\nk = 1\n\n'
        "[[record.evidence]]\nk = 2\n"
    )
    document.set_last({})
    assert "record" not in document.text
    assert document.text == TEXT + "\n# Mine.\n[mine]\nx = 1\n"


def _expected(tables: dict[str, Any], path: TablePath, value: object) -> dict[str, Any]:
    result = copy.deepcopy(tables)
    place: Any = result
    for index, part in enumerate(path[:-1]):
        if isinstance(place, dict) and part not in place:
            if value is None:
                return result
            place[part] = [] if isinstance(path[index + 1], int) else {}
        place = place[part]
    if value is not None:
        plain = list(value) if isinstance(value, tuple) else value
        if isinstance(place, list) and path[-1] == len(place):
            place.append(plain)
        else:
            place[path[-1]] = plain
    elif isinstance(place, dict):
        place.pop(path[-1], None)
    else:
        del place[path[-1]]
    return result


NAMES = st.sampled_from(["a", "b", "c.d", "e f"])
LEAVES = (
    st.integers(0, 3)
    | st.booleans()
    | st.text(string.printable, max_size=6)
    | st.lists(st.text("xy]\"'#", max_size=3), max_size=3)
)
TABLES: st.SearchStrategy[Any] = st.recursive(
    st.dictionaries(NAMES, LEAVES, max_size=3),
    lambda inner: st.dictionaries(
        NAMES, LEAVES | inner | st.lists(inner, min_size=1, max_size=3), max_size=3
    ),
    max_leaves=5,
)
STYLES = ("headers", "inline", "dotted", "mixed")


def _written(tables: dict[str, Any], style: str) -> str:
    if style == "headers":
        return document_text(tables)
    if style == "mixed":
        plain = {key: part for key, part in tables.items() if not isinstance(part, dict)}
        headers = [
            f"[{key_text(key)}]\n" + "".join(_dotted((), part))
            for key, part in tables.items()
            if isinstance(part, dict)
        ]
        return "".join(_dotted((), plain)) + "".join(headers)
    if style == "inline":
        return "".join(statement_text(key, value) for key, value in tables.items())
    return "".join(_dotted((), tables))


def _dotted(path: tuple[str, ...], tables: dict[str, Any]) -> list[str]:
    rows = []
    for key, value in tables.items():
        if isinstance(value, dict) and value:
            rows += _dotted((*path, key), value)
        else:
            name = ".".join(key_text(part) for part in (*path, key))
            rows.append(f"{name} = {value_text(value)}  # why\n")
    return rows


def _paths(value: object, path: TablePath = ()) -> list[TablePath]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, part in value.items():
            found += _paths(part, (*path, key))
    elif isinstance(value, list) and value and all(isinstance(part, dict) for part in value):
        for index, part in enumerate(value):
            found += _paths(part, (*path, index))
    return found


@st.composite
def _cases(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    tables = draw(TABLES)
    text = _written(tables, draw(st.sampled_from(STYLES)))
    edits = []
    for _ in range(draw(st.integers(1, 3))):
        known = _paths(tables)
        value = draw(LEAVES | TABLES | st.none())
        parents = [(), *(path for path in known if isinstance(_at(tables, path), dict))]
        fresh = st.builds(lambda parent, name: (*parent, name), st.sampled_from(parents), NAMES)
        path = draw(fresh | st.sampled_from(known)) if known else draw(fresh)
        if isinstance(path[-1], int) and not isinstance(value, dict):
            value = None
        edits.append(Edit(path, value))
        tables = _expected(tables, path, value)
    return text, edits


def _at(place: Any, path: TablePath) -> Any:
    for part in path:
        place = place[part]
    return place


def _without_empty(value: Any) -> Any:
    """Return tables without the empty ones, which an edit may tidy away."""
    if isinstance(value, dict):
        slim = {key: _without_empty(part) for key, part in value.items()}
        return {key: part for key, part in slim.items() if part not in ({}, [])}
    if isinstance(value, list):
        return [_without_empty(part) for part in value]
    return value


@given(_cases())
@settings(max_examples=400, deadline=None)
def test_any_edit_of_any_file_means_what_it_says(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    expected = tomllib.loads(text)
    for edit in edits:
        expected = _expected(expected, edit.path, edit.value)
    document = Document(text)
    document.edit(edits)
    after = tomllib.loads(document.text)
    assert _without_empty(after) == _without_empty(expected)
    assert document.refreshed(tomllib.loads(text), edits) == after


@given(_cases())
@settings(max_examples=100, deadline=None)
@example((TEXT, []))
def test_text_without_edits_is_the_same_text(case: tuple[str, list[Edit]]) -> None:
    assert edited(case[0]) == case[0]
