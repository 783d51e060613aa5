"""What the tests of the command line do with every verb, as a table: python -m tests.cli.table

Nothing in it is written by hand: the tests are run with this module as a plug-in of pytest, which
counts the calls of the program, how they end, and what is held against a schema.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections import defaultdict
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import click
import jsonschema
from click.testing import CliRunner, Result

from pwxwizard.cli import main as program
from tests.cli.prepared import commands, examples, has_json

HERE = Path(__file__).parent
PLACE = "PWXWIZARD_TABLE"
"""Names the file in which the plug-in keeps what it saw."""


def note(words: list[str], outcome: int | str) -> None:
    """Keep a call and its exit code, or that something fitted a verb's schema."""
    with Path(os.environ[PLACE]).open("a", encoding="utf-8") as file:
        file.write(json.dumps([words, outcome]) + "\n")


def pytest_configure() -> None:
    """Watch the calls that are made in this process and in others."""
    if PLACE not in os.environ:
        return
    invoke, run, validate = CliRunner.invoke, subprocess.run, jsonschema.validate
    names = {id(command): words for words, command in commands()}

    def invoked(
        self: CliRunner,
        cli: click.Command,
        args: list[str] | None = None,
        *more: Any,
        **options: Any,
    ) -> Result:
        result = invoke(self, cli, args, *more, **options)
        before = () if cli is program else names.get(id(cli), ())
        note([*before, *(args or ())], result.exit_code)
        return result

    def started(words: Any, *more: Any, **options: Any) -> Any:
        done = run(words, *more, **options)
        if isinstance(words, list) and "pwxwizard" in words:
            called = [str(word) for word in words[words.index("pwxwizard") + 1 :]]
            note(called, done.returncode)
        return done

    def validated(instance: object, schema: dict[str, Any], *more: Any, **options: Any) -> None:
        validate(instance, schema, *more, **options)
        note(re.findall(r"`?pwxwizard ([a-z -]+)`?", schema["title"])[0].split(), "fits")

    for place, name, wrapped in (
        (CliRunner, "invoke", invoked),
        (subprocess, "run", started),
        (jsonschema, "validate", validated),
    ):
        setattr(place, name, wrapped)


def shown_words(line: str) -> list[str]:
    """Return the words of an example after the program's name."""
    return shlex.split(line.partition(" > ")[0])[1:]


def was(example: list[str], words: tuple[str, ...]) -> bool:
    """Tell whether a call was this example, whose patterns the shell has replaced by names."""
    pattern = "\0".join(example)
    called = "\0".join(words)
    return called == pattern or called.startswith(f"{pattern}\0") or fnmatchcase(called, pattern)


def main() -> None:
    """Run the tests and print the table; end as they ended."""
    with tempfile.TemporaryDirectory() as room:
        place = Path(room) / "run.jsonl"
        place.touch()
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "tests.cli.table"),
                *(HERE, HERE.parent / "test_documents.py"),
            ],
            env={**os.environ, PLACE: str(place)},
            stdout=sys.stderr,
            check=False,
        )
        noted = [json.loads(line) for line in place.read_text(encoding="utf-8").splitlines()]
    verbs = dict(commands())
    codes: dict[tuple[str, ...], set[int]] = defaultdict(set)
    fits: dict[tuple[str, ...], int] = defaultdict(int)
    ran: set[tuple[str, ...]] = set()
    for words, outcome in noted:
        verb = next((tuple(words[:n]) for n in (2, 1) if tuple(words[:n]) in verbs), ("open",))
        if outcome == "fits":
            fits[verb] += 1
        else:
            codes[verb].add(outcome)
            ran.add(tuple(words))
    rows = [("verb", "held against its schema", "exit codes seen", "examples of its help run")]
    rows.append(("---",) * 4)
    for verb, command in verbs.items():
        shown = [shown_words(line) for line in examples(command)]
        told = f"{fits[verb]} times" if has_json(command) else "has a format of its own"
        seen = ", ".join(map(str, sorted(codes[verb])))
        count = sum(any(was(one, words) for words in ran) for one in shown)
        rows.append((" ".join(verb), told, seen, f"{count} of {len(shown)}"))
    sys.stdout.write("".join(f"| {' | '.join(row)} |\n" for row in rows))
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
