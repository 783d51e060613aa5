"""Rolling back to any earlier apply, and what stands against it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from pwxwizard import journal
from pwxwizard.apply import FileWrite, write_all
from pwxwizard.errors import RefusedError
from pwxwizard.journal import ABSENT
from pwxwizard.rollback import START, plan_roll_back, roll_back
from pwxwizard.world import digest
from tests.apply.harness import KEYS, NOW, Estate


class Versions:
    """An estate whose one artifact went through some versions; an empty one means no file."""

    def __init__(self, folder: Path, *versions: bytes) -> None:
        self.root = folder
        self.storage = folder / "prod.pwx"
        self.file = self.storage / "a.txt"
        self.project = folder / "prod.toml"
        self.project.write_bytes(b"0")
        for number, data in enumerate(versions, 1):
            self.write(
                FileWrite("prod.pwx/a.txt", data or None, 0o644, self.now()),
                FileWrite("prod.toml", b"%d" % number, 0o644, digest(self.project.read_bytes())),
            )

    def now(self) -> str:
        return digest(self.file.read_bytes()) if self.file.exists() else ABSENT

    def write(self, *writes: FileWrite) -> None:
        write_all(writes, self.storage, self.root, label="t", who="me", now=NOW)

    def back(self, to: str | None = None) -> bytes:
        roll_back(self.storage, self.root, to, who="me", now=NOW, leave={"prod.toml"})
        return self.file.read_bytes() if self.file.exists() else b""


@pytest.mark.parametrize(
    ("to", "content"),
    [
        (None, b"three"),
        ("0003", b"three"),
        ("3", b"three"),
        ("2", b""),
        ("1", b"one"),
        (START, b""),
    ],
)
def test_roll_back_reaches_every_earlier_state(
    tmp_path: Path, to: str | None, content: bytes
) -> None:
    versions = Versions(tmp_path, b"one", b"", b"three", b"four")
    assert versions.back(to) == content
    assert versions.project.read_bytes() == b"4"
    assert journal.check(versions.storage) == ()


def test_roll_back_can_be_rolled_back(tmp_path: Path) -> None:
    versions = Versions(tmp_path, b"one", b"two")
    assert versions.back() == b"one"
    assert versions.back() == b"two"
    assert versions.back("1") == b"one"
    assert [entry.kind for entry in journal.history(versions.storage)] == [
        *["apply"] * 2,
        *["rollback"] * 3,
    ]


def test_plan_names_what_is_taken_back_and_hands_out_what_is_left_alone(tmp_path: Path) -> None:
    versions = Versions(tmp_path, b"one", b"two")
    plan = plan_roll_back(versions.storage, "1", leave={"prod.toml"})
    assert (plan.to, [entry.id for entry in plan.undone]) == ("0001", ["0002"])
    assert [(write.path, write.data) for write in plan.writes] == [("prod.pwx/a.txt", b"one")]
    assert plan.left == {"prod.toml": b"1"}
    assert "b'one'" not in repr(plan)


def test_file_changed_since_is_named_and_not_touched(tmp_path: Path) -> None:
    versions = Versions(tmp_path, b"one", b"two")
    versions.file.write_bytes(b"by hand")
    with pytest.raises(RefusedError, match=r"a\.txt has changed"):
        versions.back()
    assert versions.file.read_bytes() == b"by hand"


@pytest.mark.parametrize(
    ("to", "words"), [("9", "no apply"), ("x", "not the number"), ("2", "Nothing was written")]
)
def test_goal_that_cannot_be_reached_is_refused(tmp_path: Path, to: str, words: str) -> None:
    versions = Versions(tmp_path, b"one", b"two")
    with pytest.raises(RefusedError, match=words):
        versions.back(to)


def test_nothing_to_roll_back_is_said(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="nothing to roll back"):
        plan_roll_back(tmp_path)


def test_missing_or_altered_backup_is_refused_and_seen_by_check(tmp_path: Path) -> None:
    versions = Versions(tmp_path, b"one", b"two")
    (backup,) = versions.storage.glob("backups/0002/*a.txt")
    backup.write_bytes(b"other")
    with pytest.raises(RefusedError, match="not as it was written"):
        versions.back()
    backup.unlink()
    with pytest.raises(RefusedError, match="missing"):
        versions.back()
    assert [finding.code for finding in journal.check(versions.storage)] == ["JRN005"]
    assert versions.file.read_bytes() == b"two"


def test_altered_record_is_refused(tmp_path: Path) -> None:
    versions = Versions(tmp_path, b"one", b"two")
    path = journal.record_path(versions.storage, 2)
    path.write_text(path.read_text().replace('"mode": 420', '"mode": 511'))
    with pytest.raises(RefusedError, match="not as it was written"):
        versions.back()


def test_keys_are_rolled_back_only_with_consent_and_nothing_is_lost(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    old = estate.tree()
    estate.apply_now()
    with pytest.raises(RefusedError, match=r"new\.key\.pem is a private key"):
        roll_back(estate.storage, estate.root, START, who="me", now=NOW)
    later = NOW + timedelta(days=1)
    roll_back(estate.storage, estate.root, START, who="me", now=later, consents=KEYS)
    tree = estate.tree()
    copies = {name: data for name, (data, _) in tree.items() if ".pem.2026" in name}
    assert {name: part for name, part in tree.items() if name not in copies} == old
    assert copies == {
        "prod.pwx/private/new.key.pem.20260302T120000Z": b"new key",
        "prod.pwx/private/old.key.pem.20260301T120000Z": b"old key",
        "prod.pwx/private/old.key.pem.20260302T120000Z": b"another key",
    }


def test_no_content_is_in_the_journal(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    estate.apply_now()
    text = journal.record_path(estate.storage, 1).read_text()
    assert "another key" not in text
    assert json.loads(text)["who"] == "me@here"
