"""Secrets come from where they are kept, once, and are in no message."""

import os
from pathlib import Path

import pytest

from pwxwizard.errors import RefusedError
from pwxwizard.secret_sources import SourceSecrets

CANARY = "canary-7391-secret"


def test_environment_file_and_descriptor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PWX_TEST", CANARY + " \n")
    file = tmp_path / "secret"
    file.write_bytes(CANARY.encode() + b"\r\n")
    file.chmod(0o640)
    read, write = os.pipe()
    os.write(write, CANARY.encode() + b"\n")
    os.close(write)
    secrets = SourceSecrets(tmp_path)
    assert secrets.secret("env:PWX_TEST", "CA") == CANARY + " \n"
    assert secrets.secret("file:secret", "CA") == CANARY
    assert secrets.secret(f"file:{file}", "CA") == CANARY
    for _ in range(2):
        assert secrets.secret(f"fd:{read}", "CA") == CANARY
    os.close(read)
    assert secrets.secret(f"fd:{read}", "CA") == CANARY
    assert CANARY not in repr(secrets)


def test_prompt_asks_once_for_each_purpose_or_name(tmp_path: Path) -> None:
    asked: list[tuple[str, bool]] = []

    def ask(purpose: str, new: bool) -> str:
        asked.append((purpose, new))
        return f"{CANARY}{len(asked)}"

    secrets = SourceSecrets(tmp_path, ask)
    assert secrets.secret("prompt", "CA", new=True) == f"{CANARY}1"
    assert secrets.secret("prompt", "CA") == f"{CANARY}1"
    assert secrets.secret("prompt", "ZOS1") == f"{CANARY}2"
    assert secrets.secret("prompt:all", "CA") == f"{CANARY}3"
    assert secrets.secret("prompt:all", "ZOS1") == f"{CANARY}3"
    secrets.forget("prompt", "CA")
    assert secrets.secret("prompt", "CA") == f"{CANARY}4"
    secrets.forget("prompt", "never asked")
    assert asked == [("CA", True), ("ZOS1", False), ("CA", False), ("CA", False)]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("prompt", "Nobody is here"),
        ("env:PWX_NOT_SET", "is not set"),
        ("env:PWX_EMPTY", "is empty"),
        ("env:", "no usable source"),
        ("file:none", "No such file"),
        ("file:nul\0", "cannot be read"),
        ("file:.", "not a regular file"),
        ("file:pipe", "not a regular file"),
        ("file:open", "open to every user"),
        ("file:two-lines", "more than one line"),
        ("file:binary", "not UTF-8"),
        ("file:long", "more than one line"),
        ("file:empty", "is empty"),
        ("file:nul", "more than one line"),
        ("fd:987", "cannot be read"),
        ("fd:99999999999999999999", "cannot be read"),
        ("fd:x", "no usable source"),
        (CANARY, "no usable source"),
    ],
)
def test_source_that_gives_nothing_is_refused_with_a_fix_and_without_the_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, words: str
) -> None:
    monkeypatch.setenv("PWX_EMPTY", "")
    for name, data in {
        "open": CANARY.encode(),
        "two-lines": f"{CANARY}\n{CANARY}\n".encode(),
        "binary": CANARY.encode() + b"\xff",
        "long": CANARY.encode() * 5000,
        "empty": b"\n",
        "nul": CANARY.encode() + b"\0",
    }.items():
        (tmp_path / name).write_bytes(data)
        (tmp_path / name).chmod(0o604 if name == "open" else 0o600)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RefusedError, match=words) as refused:
        SourceSecrets(tmp_path).secret(source, "the CA key")
    assert "the CA key" in refused.value.message
    assert refused.value.fix
    assert CANARY not in str(refused.value)
    assert CANARY not in repr(vars(refused.value.__cause__ or refused.value))
    assert not isinstance(refused.value.__cause__, UnicodeError)
