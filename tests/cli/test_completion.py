"""Completion: each script is loaded by its shell, which then completes a verb of verbs."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tree_sitter
import tree_sitter_powershell

from tests.cli.prepared import run_line

LONGEST = 60
"""Seconds that a shell may take on a machine with much else to do."""


@pytest.fixture
def shell_home(tmp_path: Path) -> dict[str, str]:
    """An environment whose `pwxwizard` completes, and otherwise says how it was called."""
    program = tmp_path / "bin" / "pwxwizard"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\n[ "$_PWXWIZARD_COMPLETE" ] || { echo "called: $*."; exit; }\n'
        f'exec {sys.executable} -P -m pwxwizard "$@"\n'
    )
    program.chmod(0o755)
    for shell in ("bash", "zsh", "fish"):
        script = run_line(f"pwxwizard completion {shell}").raw
        (tmp_path / f"pwxwizard.{shell}").write_bytes(script)
    return {
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "TERM": "dumb",
        "LC_ALL": "C.UTF-8",
    }


@pytest.mark.parametrize(
    ("shell", "before"),
    [
        (["bash", "--norc", "--noprofile", "-i"], ""),
        (["zsh", "-f", "-i"], "autoload -U compinit; compinit -u -D; "),
    ],
    ids=["bash", "zsh"],
)
def test_a_shell_completes_what_is_typed(
    shell: list[str], before: str, shell_home: dict[str, str]
) -> None:
    terminal, inside = pty.openpty()
    with subprocess.Popen(
        shell,
        stdin=inside,
        stdout=inside,
        stderr=inside,
        start_new_session=True,
        env=shell_home,
        cwd=shell_home["HOME"],
    ) as running:
        try:
            os.write(terminal, f"{before}. ./pwxwizard.{shell[0]}; echo load''ed\r".encode())
            until(terminal, b"loaded")
            os.write(terminal, b"pwxwizard cert ver\t\r")
            until(terminal, b"called: cert verify.")
        finally:
            running.kill()
    os.close(terminal)
    os.close(inside)


def until(terminal: int, text: bytes) -> None:
    seen, end = b"", time.monotonic() + LONGEST
    while text not in seen:
        ready, _, _ = select.select([terminal], [], [], max(0, end - time.monotonic()))
        assert ready, seen
        seen += os.read(terminal, 4096)


def test_fish_completes_what_is_typed(shell_home: dict[str, str]) -> None:
    program = "source $HOME/pwxwizard.fish; complete -C 'pwxwizard cert ver'"
    done = subprocess.run(
        ["fish", "--no-config", "-c", program],
        env=shell_home,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["verify"], done.stderr


def test_powershell_is_answered_and_its_script_has_no_fault_of_grammar() -> None:
    asked = {"PWXWIZARD_WORDS": "pwxwizard\ncert\nver", "PWXWIZARD_WORD": "ver"}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "pwxwizard"],
        env={**os.environ, **asked, "_PWXWIZARD_COMPLETE": "powershell_complete"},
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = done.stdout.splitlines()
    assert line.split("\t")[:2] == ["plain", "verify"]
    script = run_line("pwxwizard completion powershell").raw
    for name in (*asked, "_PWXWIZARD_COMPLETE"):
        assert f"Env:{name}'".encode() in script
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
    assert not parser.parse(script).root_node.has_error
    for part in (b"{", b")", b"try {"):
        assert parser.parse(script.replace(part, b"", 1)).root_node.has_error
