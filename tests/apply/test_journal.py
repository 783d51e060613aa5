"""The journal is only added to, and tampering is seen."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from pwxwizard import journal
from tests.apply.harness import NOW


def _filled(storage: Path) -> Path:
    for number in range(1, 6):
        entry = journal.append(
            storage,
            kind="evidence",
            label=f"proof {number}",
            who="me",
            now=NOW + timedelta(minutes=number),
            details={"item": "ping/a", "verdict": "proved"},
        )
        assert entry.id == f"000{number}"
    return storage


def _record(storage: Path, number: int) -> Path:
    return journal.record_path(storage, number)


def _reseal(storage: Path, number: int) -> None:
    """Alter a record as somebody would who knows how seals are made."""
    path = _record(storage, number)
    data = json.loads(path.read_text())
    data["who"] = "another"
    del data["seal"]
    data["seal"] = journal._seal(data)
    path.write_text(json.dumps(data))


def _swap(storage: Path) -> None:
    second, third = _record(storage, 2).read_bytes(), _record(storage, 3).read_bytes()
    _record(storage, 2).write_bytes(third)
    _record(storage, 3).write_bytes(second)


def test_untouched_journal_has_no_finding_and_reads_back(tmp_path: Path) -> None:
    storage = _filled(tmp_path)
    assert journal.check(storage, ["0001", "0005"]) == ()
    assert [entry.label for entry in journal.history(storage)] == [
        f"proof {n}" for n in range(1, 6)
    ]
    assert journal.history(storage)[0].details == {"item": "ping/a", "verdict": "proved"}
    assert journal.next_id(storage) == "0006"


@pytest.mark.parametrize(
    ("tamper", "codes"),
    [
        (lambda s: _record(s, 3).unlink(), {"JRN003"}),
        (lambda s: _record(s, 1).unlink(), {"JRN003"}),
        (lambda s: _record(s, 5).unlink(), {"JRN003"}),
        (
            lambda s: _record(s, 3).write_text(
                _record(s, 3).read_text().replace('"who": "me"', '"who": "you"')
            ),
            {"JRN001", "JRN002"},
        ),
        (
            lambda s: _record(s, 5).write_text(
                _record(s, 5).read_text().replace('"who": "me"', '"who": "you"')
            ),
            {"JRN001"},
        ),
        (lambda s: _reseal(s, 3), {"JRN002"}),
        (_swap, {"JRN001", "JRN002"}),
        (lambda s: _record(s, 2).write_text("{"), {"JRN001"}),
        (lambda s: _record(s, 2).write_text("[]"), {"JRN001"}),
        (lambda s: _record(s, 2).write_bytes(b"\xff\xfe"), {"JRN001"}),
        (lambda s: _record(s, 4).write_bytes(b""), {"JRN001"}),
    ],
)
def test_tampering_is_seen(
    tmp_path: Path, tamper: Callable[[Path], object], codes: set[str]
) -> None:
    storage = _filled(tmp_path)
    tamper(storage)
    found = {finding.code for finding in journal.check(storage, ["0005"])}
    assert codes <= found
    assert found <= codes | {"JRN001", "JRN002", "JRN004"}
    journal.history(storage)


def test_clock_set_back_is_told_and_order_is_kept(tmp_path: Path) -> None:
    storage = _filled(tmp_path)
    journal.append(storage, kind="evidence", label="late", who="me", now=NOW, details={})
    assert [finding.code for finding in journal.check(storage)] == ["JRN004"]
    assert journal.history(storage)[-1].label == "late"


def test_records_are_private_and_absent_journal_is_empty(tmp_path: Path) -> None:
    assert journal.history(tmp_path) == ()
    assert journal.check(tmp_path) == ()
    assert journal.head(tmp_path) == ""
    storage = _filled(tmp_path)
    assert _record(storage, 1).stat().st_mode & 0o777 == 0o600
    assert journal.folder(storage).stat().st_mode & 0o777 == 0o700
