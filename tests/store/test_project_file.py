"""Reading a project file: every error named with file and line; unknown keys survive and are told."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from pwxwizard.errors import RefusedError, UnreadableError
from pwxwizard.finding import Finding, Severity
from pwxwizard.plan import Draft
from pwxwizard.project import Edit, Evidence, FileRecord, ItemRecord, Project, Record
from pwxwizard.project_file import table_path
from pwxwizard.question import Question
from pwxwizard.steps.base import Step, Subject
from pwxwizard.store import ProjectFile, new_project_text, open_project, read_project, storage_name
from pwxwizard.world import World


@dataclass(frozen=True, slots=True)
class _Tls:
    strict: bool = True


@dataclass(frozen=True, slots=True)
class _Answers:
    source: str = ""
    days: int = 1
    names: tuple[str, ...] = ()
    tls: _Tls = _Tls()


class _CaStep(Step[_Answers]):
    """A step of the tests, so that they do not depend on the real ones."""

    key: ClassVar[str] = "ca"
    title: ClassVar[str] = "CA"
    answers_type = _Answers

    def subjects(self, project: Project) -> tuple[Subject, ...]:
        per_machine = tuple(Subject(name, ("machine", name, "extra")) for name in project.machine)
        return (Subject("ca", ("ca",)), *per_machine)

    def questions(self, project: Project, subject: Subject) -> tuple[Question, ...]:
        return ()

    def validate(self, project: Project, subject: Subject) -> tuple[Finding, ...]:
        return ()

    def plan(self, project: Project, subject: Subject, world: World) -> Draft:
        return Draft()


STEPS = (_CaStep(),)

GOOD = """\
schema = 1
name = "prod"
[ca]
source = "create"
names = ["x"]
tls.strict = false
[machine.ZOS1]
platform = "zos"
hosts = ["a"]
[machine.ZOS1.listener.SEC]
port = 6001
[[connection]]
client = "A"
listener = "ZOS1.SEC"
[[waiver]]
code = "X1"
owner = "o"
reason = "r"
until = "2027-01-01"
[catalogue.dbmover.anything]
goes = [1, { here = 2 }]
"""


def load(text: str | bytes, path: str = "prod.toml") -> ProjectFile:
    """Load a text with the tests' step."""
    return ProjectFile.load(text if isinstance(text, bytes) else text.encode(), path, STEPS)


def refused(text: str | bytes) -> UnreadableError:
    """Return the error that a text gives, from both ways of reading."""
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(UnreadableError) as one:
        load(data)
    with pytest.raises(UnreadableError) as other:
        read_project(data, "prod.toml", STEPS)
    assert str(one.value) == str(other.value)
    assert one.value.exit_code == 3
    assert one.value.fix
    return one.value


def test_estate_is_typed_and_names_come_from_the_tables() -> None:
    project = load(GOOD).project
    assert (project.name, project.folder) == ("prod", "prod.pwx")
    machine = project.machine["ZOS1"]
    assert (machine.name, machine.platform, machine.hosts) == ("ZOS1", "zos", ("a",))
    assert machine.listener["SEC"].name == "SEC"
    assert machine.listener["SEC"].port == 6001
    assert project.connection[0].name == "A->ZOS1.SEC"
    assert project.waiver[0].owner == "o"
    assert project.table(("ca",))["source"] == "create"
    assert project == read_project(GOOD.encode(), "prod.toml", STEPS)
    assert load(GOOD).unknown == ()


def test_all_structural_errors_are_named_at_once_with_line_and_path() -> None:
    error = refused(
        """\
schema = 1
name = 5
[ca]
source = true
days = "x"
names = [1]
tls = { strict = "yes" }
[machine.ZOS1]
platform = "zos"
hosts = "one"
[machine.ZOS1.listener.SEC]
port = "x"
secure = 1
[machine."a.b".listener]
SEC = 3
[[connection]]
client = 1
[[waiver]]
owner = "o"
"""
    )
    assert error.message.splitlines() == [
        "prod.toml:2: name: text in quotes is wanted here, not 5.",
        "prod.toml:4: ca.source: text in quotes is wanted here, not True.",
        "prod.toml:5: ca.days: a whole number is wanted here, not 'x'.",
        'prod.toml:6: ca.names: a list of texts is wanted here, such as ["one", "two"].',
        "prod.toml:7: ca.tls.strict: yes or no (true, false) is wanted here, not 'yes'.",
        'prod.toml:10: machine.ZOS1.hosts: a list of texts is wanted here, such as ["one", "two"].',
        "prod.toml:12: machine.ZOS1.listener.SEC.port: a whole number is wanted here, not 'x'.",
        "prod.toml:13: machine.ZOS1.listener.SEC.secure: yes or no (true, false) is wanted here, not 1.",
        "prod.toml:15: machine.a.b.listener.SEC: A table is wanted here.",
        "prod.toml:17: connection[0].client: text in quotes is wanted here, not 1.",
        "prod.toml:18: waiver[0].code: 'code' is missing.",
        "prod.toml:18: waiver[0].reason: 'reason' is missing.",
        "prod.toml:18: waiver[0].until: 'until' is missing.",
    ]


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        (b"", "prod.toml", "empty"),
        (b" \n\t", "prod.toml", "empty"),
        (b"\xef\xbb\xbf", "prod.toml", "empty"),
        (b"schema = 1\nname = \xff", "prod.toml:2", "not UTF-8"),
        (b"\xff\xfes\0c\0", "prod.toml:1", "not UTF-8"),
        ("schema = 1\nname = prod\n", "prod.toml:2:8", "not TOML"),
        ("schema = 1\n[a\n", "prod.toml:2:3", "not TOML"),
        ('schema = 1\nname = "x', "prod.toml:2", "not TOML"),
        ("[a]\n[a]\n", "prod.toml:2:3", "not TOML"),
        ("schema = " + "[" * 5000, "prod.toml", "nested too deeply"),
        ('name = "x"\n', "prod.toml:1", "no schema"),
        ('# x\nschema = 2\nname = "x"\n', "prod.toml:2", "reads up to 1"),
        ('schema = "1"\n', "prod.toml:1", "The schema number is '1'"),
        ("schema = true\n", "prod.toml:1", "The schema number is True"),
        ("schema = 0\n", "prod.toml:1", "The schema number is 0"),
    ],
)
def test_file_that_is_no_project_is_told_in_one_sentence_with_its_place(
    text: str | bytes, where: str, words: str
) -> None:
    error = refused(text)
    assert error.where == where
    assert words in error.message


def test_newer_file_says_to_use_a_newer_tool() -> None:
    assert "newer" in refused("schema = 9\n").fix


@pytest.mark.parametrize(
    ("key", "near", "severity"),
    [
        ('ca.sourse = "x"', "source", Severity.WARNING),
        ('machine.ZOS1.platfrom = "x"', "platform", Severity.WARNING),
        ("machine.ZOS1.listener.SEC.prot = 1", "port", Severity.WARNING),
        ("machine.ZOS1.extra.dayz = 1", "days", Severity.WARNING),
        ("ca.tls.strickt = true", "strict", Severity.WARNING),
        ("machines.x = 1", "machine", Severity.WARNING),
        ('comment = "mine"', "", Severity.INFO),
        ('machine.ZOS1.rack = "B7"', "", Severity.INFO),
    ],
)
def test_unknown_key_survives_and_is_told_with_its_near_miss(
    key: str, near: str, severity: Severity
) -> None:
    text = f'{key}\nschema = 1\nname = "p"\nmachine.ZOS1.platform = "zos"\n'
    file = load(text)
    (finding,) = file.unknown
    assert finding.severity is severity
    assert (finding.where.file, finding.where.line) == ("prod.toml", 1)
    assert finding.where.key == key.partition(" ")[0].removesuffix(".x")
    assert (f"{near!r} is" in finding.message) == bool(near)
    file.edit([Edit(("name",), "q")])
    assert key in file.text


def test_windows_file_keeps_its_mark_and_line_ends() -> None:
    data = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    file = load(data)
    assert file.data == data
    assert not file.dirty
    file.edit([Edit(("ca", "days"), 7)])
    assert file.data == data.replace(b"[machine.ZOS1]\r\n", b"days = 7\r\n[machine.ZOS1]\r\n")
    assert file.dirty


def test_edit_changes_meaning_and_text_together() -> None:
    file = load(GOOD)
    file.edit([Edit(("machine", "ZOS1", "listener", "SEC", "port"), 7001)])
    assert file.project.machine["ZOS1"].listener["SEC"].port == 7001
    assert file.line_of("machine.ZOS1.listener.SEC.port") == 11
    assert load(file.text).project == file.project


@pytest.mark.parametrize(
    "edit",
    [
        Edit(("machine", "ZOS1", "hosts"), 5),
        Edit(("ca", "days"), "soon"),
        Edit(("ca",), 5),
        Edit(("machine", "ZOS1", "extra"), {"days": True}),
        Edit(("connection", 7), {"client": "x"}),
        Edit(("name", "below"), {"x": object()}),
    ],
)
def test_edit_that_would_break_the_project_is_refused_and_changes_nothing(edit: Edit) -> None:
    file = load(GOOD)
    with pytest.raises(RefusedError):
        file.edit([Edit(("name",), "other"), edit])
    assert file.text == GOOD
    assert file.project.name == "prod"
    file.edit([Edit(("name",), "other")])
    assert file.project.name == "other"


def test_record_is_written_last_and_reads_back() -> None:
    record = Record(
        file={"prod.pwx/a b": FileRecord("ab", 0o644, "0001")},
        item={"ca/ca": ItemRecord("0001", "2026-03-01", {"answers": "x"}, ("f",))},
        evidence=(Evidence("ping/a", "probe", "proved", "2026-03-01", 'it\'s "fine"\n', "dd"),),
        skipped={"at-tls/ZOS1": "later"},
    )
    file = load(GOOD)
    text = file.with_record(record)
    assert text.startswith(GOOD)
    assert file.text == GOOD
    again = load(text)
    assert again.project.record == record
    assert again.with_record(Record()) == GOOD
    assert again.project.answers_digest == file.project.answers_digest


def test_new_project_is_readable_and_empty() -> None:
    project = load(new_project_text('a "b" \\ c')).project
    assert project.name == 'a "b" \\ c'
    assert project.machine == {}
    assert storage_name("x/prod.toml") == "prod.pwx"


def test_name_may_be_left_to_the_file() -> None:
    assert load("schema = 1\n", "some.toml").project.name == "some"


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("a.b", ("a", "b")),
        ("c[1].d", ("c", 1, "d")),
        ("x.y.port", ("x.y", "port")),
        ("a.none.none", ("a", "none", "none")),
        ("", ()),
    ],
)
def test_dotted_text_becomes_a_path(key: str, path: tuple[str | int, ...]) -> None:
    tables = {"a": {"b": 1}, "c": [{}, {"d": 1}], "x.y": {"port": 1}, "x": {}}
    assert table_path(key, tables) == path


def test_path_that_is_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="folder"):
        open_project(tmp_path, STEPS)
    with pytest.raises(UnreadableError, match="no such file"):
        open_project(tmp_path / "none.toml", STEPS)
