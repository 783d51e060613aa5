"""The estate as a table: out and in again, and every wrong cell told with its line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pwxwizard import estate_table
from pwxwizard.answering import read_answers
from pwxwizard.project import Edit
from pwxwizard.project_file import ProjectFile, new_project_text
from tests.handover.estate import project


def taken_in(text: str, base: str | None = None) -> ProjectFile:
    file = ProjectFile.load((base or new_project_text("fleet")).encode(), "fleet.toml")
    edits, findings = estate_table.read_estate(text, file.project)
    assert not findings
    file.edit(edits)
    return file


def test_what_is_written_is_read_back_the_same() -> None:
    text = estate_table.write_estate(project())
    again = taken_in(text).project
    assert again.machine == project().machine
    assert again.connection == project().connection
    assert estate_table.write_estate(again) == text


def test_taking_it_in_twice_changes_nothing_more() -> None:
    text = estate_table.write_estate(project())
    first = taken_in(text)
    assert taken_in(text, first.text).text == first.text


def test_answers_that_the_table_does_not_name_stay() -> None:
    file = taken_in(estate_table.write_estate(project()))
    edits, _ = estate_table.read_estate("kind,name,platform\nmachine,ZOS1,zos\n", file.project)
    file.edit(edits)
    assert file.project.machine == project().machine


def test_one_answer_reaches_many_machines() -> None:
    names = [f"LNX{number}" for number in range(50)]
    rows = "".join(f"machine,{name},linux,{name}.example.com,p-256\n" for name in names)
    file = taken_in("kind,name,platform,hosts,personal_certificate.key\n" + rows)
    assert len(file.project.machine) == 50
    given = read_answers(file.project, ("machine.*.personal_certificate.days=400",))
    assert [subject.name for subject, _, _ in given] == names
    file.edit(tuple(Edit((*s.table, *q.key.split(".")), answer) for s, q, answer in given))
    table = file.project.table(("machine", "LNX49", "personal_certificate"))
    assert dict(table) == {"key": "p-256", "days": 400}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["CSV003"]),
        ("a,b\n1,2\n", ["CSV003"]),
        ("kind,name\nserver,X\n", ["CSV001"]),
        ("kind,name\nmachine,\n", ["CSV001"]),
        ("kind,name,platform\nmachine,X,mvs\n", ["CSV001"]),
        ("kind,name,port\nlistener,X.L,99999\n", ["CSV001"]),
        ("kind,name,port\nlistener,X.L,p\n", ["CSV001"]),
        ("kind,name,port\nlistener,L,6001\n", ["CSV001"]),
        ("kind,name,port,secure\nlistener,X.L,6001,maybe\n", ["CSV001"]),
        ("kind,client,listener\nconnection,C,\n", ["CSV001"]),
        ("kind,name,platfrom\nmachine,X,zos\n", ["CSV002"]),
        ("kind,name,personal_certificate.days\nmachine,X,many\n", ["CSV001"]),
        ("kind,name,platform\nmachine,X,zos\nmachine,X,linux\n", ["CSV004"]),
    ],
)
def test_what_is_wrong_is_told(text: str, codes: list[str]) -> None:
    edits, findings = estate_table.read_estate(text)
    assert [one.code for one in findings] == codes
    assert all(one.where.line for one in findings)
    assert codes in (["CSV002"], ["CSV004"]) or not edits


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_separators_of_spreadsheets_are_read(delimiter: str) -> None:
    text = "\ufeff" + delimiter.join(["kind", "name", "platform"]) + "\r\n"
    text += delimiter.join(["machine", "X", "zOS"]) + "\r\n"
    edits, findings = estate_table.read_estate(text)
    assert (len(edits), findings) == (1, ())


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_taken_without_a_fault(text: str) -> None:
    estate_table.read_estate(text)
    estate_table.read_estate("kind,name,port,client,listener\n" + text)
