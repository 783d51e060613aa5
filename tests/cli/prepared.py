"""A folder in which every example of the documents and of the verbs' help can be run as it stands."""

import json
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from pwxwizard import demo, pki
from pwxwizard.cli import main
from pwxwizard.session import Session
from tests.cli.calling import Said


def prepare(folder: Path) -> None:
    """Lay out `prod.toml` with everything written and proved, and the files that examples name."""
    demo.lay_out(folder).rename(folder / "prod.toml")
    with Session.open(folder / "prod.toml") as session:
        session.apply(session.survey().plan)
        assert all(outcome.succeeded for outcome in session.rehearse_and_record())
    made = folder / "prod.pwx" / "artifacts"
    for name, source in {
        "first.toml": folder / "prod.toml",
        "dbmover.cfg": folder / "in/intsvc/dbmover.cfg",
        "main.conf": folder / "in/zos1/pagent_ttls.conf",
        "pagent_ttls.conf": made / "ZOS1/pagent_ttls.conf",
        "personal.pem": made / "INTSVC/personal.pem",
        "personal.p12": made / "ZOS1/personal.p12",
        "leaf.cer": made / "ZOS1/certificate.pem",
        "old.pem": made / "ZOS1/certificate.pem",
        "ca-list.pem": made / "ZOS1/ca-list.pem",
        "ca.pem": made / "ca/ca.pem",
        "root.pem": made / "ca/ca.pem",
    }.items():
        shutil.copyfile(source, folder / name)
    shutil.copytree(made / "ZOS1", folder / "certificates")
    (folder / "extra.conf").write_text("# nothing more\n")
    (folder / "answers.toml").write_text("[ca]\ndays = 1825\n")
    (folder / "ping.txt").write_text("PWX-00650 Connected\n")
    (folder / "tcpip.log").write_text("EZD1287I TTLS Error RC: 435 Initial Handshake\n")
    (folder / "listring.txt").write_text("Digital ring information for user PWXSTC:\n")
    (folder / "listing.txt").write_text("TCP/IP pasearch CS V2R5 Image Name: TCPIP\n")
    chain = [*pki.load_certificates((folder / "leaf.cer").read_bytes())]
    (folder / "answer.p7b").write_bytes(pki.pkcs7(chain, "der"))
    (folder / "new.p7b").write_bytes(pki.pkcs7(chain, "pem"))


def commands(
    command: click.Command = main, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every verb that does something, with the words that call it."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            part = command.get_command(context, name)
            assert part is not None
            yield from commands(part, (*words, name))
    else:
        yield words, command


def has_json(command: click.Command) -> bool:
    return any(parameter.name == "as_json" for parameter in command.params)


def examples(command: click.Command) -> list[str]:
    _, _, rest = (command.help or "").partition("Example:\n")
    return [line.strip() for line in rest.splitlines() if line.strip()]


def run_line(line: str, *more: str) -> Said:
    """Run a command line as a shell would: patterns, `> FILE`; in this process and folder."""
    words = shlex.split(line)
    assert words[0] == "pwxwizard", line
    target = words[-1] if words[-2:-1] == [">"] else ""
    words = words[1:-2] if target else words[1:]
    arguments = [
        part
        for word in words
        for part in (("*" in word and sorted(map(str, Path().glob(word)))) or [word])
    ]
    result = CliRunner().invoke(main, [*arguments, *more], prog_name="pwxwizard")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    if target:
        Path(target).write_bytes(result.stdout_bytes)
    return Said(result.exit_code, result.stdout_bytes, result.stderr)


def schema(words: tuple[str, ...]) -> dict[str, object]:
    found = run_line("pwxwizard schema " + " ".join(words))
    assert found.code == 0, found.err
    document = json.loads(found.raw)
    assert isinstance(document, dict)
    return document
