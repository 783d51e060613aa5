"""The command line: every use case without a screen, with stable output and exit codes."""

from importlib import import_module
from itertools import takewhile
from pathlib import Path

import click

from pwxwizard import __version__

VERBS = {
    "demo": "Lay out a sample estate and open the wizard on it, or finish it unattended.",
    "new": "Begin a project and open the wizard on it.",
    "open": "Open a project in the wizard; the same as naming the project alone.",
    "review": "Look at a project, read-only.",
    "set": "Answer questions from a script, checked as in the wizard.",
    "status": "Tell how far every item of a project is.",
    "check": "Report every finding about a project.",
    "waive": "Accept a finding until a date, or take that back.",
    "waivers": "List accepted findings: owner, reason, end.",
    "plan": "Show what applying would write.",
    "apply": "Write what the plan shows, all of it or none.",
    "drift": "Show written files that changed since, on disk or in the project; adopt or overwrite.",
    "rollback": "Bring every written file back to what it was after an earlier apply.",
    "history": "List what was applied and rolled back: who, when, which files.",
    "trust": "Tell who trusts whom, and whether every connection will work.",
    "probe": "Open one connection to a port and tell what it is like.",
    "ping": "Show, run or judge DTLREXE PING for every connection.",
    "rehearse": "Shake hands for every connection, in memory, with the real artifacts.",
    "explain": "Explain a message, a return code, a finding or a whole log.",
    "handover": "Write packets for the people who own z/OS, the network and IBM i.",
    "evidence": "Judge listings that come back, and keep them.",
    "estate": "Take the estate from a table, or print it as one.",
    "adopt": "Propose machines, listeners and connections from existing DBMOVER files.",
    "cert": "Look at, verify and judge certificates; renew and withdraw a project's.",
    "expire": "Tell what of a project ends when, and who is hit by it.",
    "report": "Write the report for auditors: HTML, Markdown or JSON.",
    "dbmover": "Check, show and take apart DBMOVER files by themselves.",
    "attls": "Check AT-TLS policies, and tell which rule a connection gets.",
    "doctor": "Tell what this machine lacks, and write a support bundle.",
    "schema": "Print the JSON Schema of what a verb prints with --json.",
    "completion": "Print the script that makes a shell complete verbs and options.",
    "manual": "Print the manual page.",
}
"""Every verb and what it does; the module of the same name in this package has the command."""

EXIT_CODES = """\b
Exit codes: 0 done; 1 findings of severity error, or a handshake was refused;
2 usage; 3 project unreadable; 4 refused (stale plan, locked, read-only, a key
at stake); 5 failed and undone; 130 interrupted."""

WIZARD_OPTIONS = frozenset({"--plain", "--ascii", "--no-mouse"})
"""How the wizard is to talk; whoever has not read how may write it first."""


class Verbs(click.Group):
    """A group whose commands are imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order in which they are used."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of a verb."""
        if cmd_name not in VERBS:
            return None
        command = import_module(f"pwxwizard.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take options of the wizard in front, too; alone, they open it."""
        options = list(takewhile(WIZARD_OPTIONS.__contains__, args))
        if options:
            rest = args[len(options) :]
            verb = rest.pop(0) if rest and not rest[0].startswith("-") else "open"
            args = [verb, *options, *rest]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take a first argument that is no verb but a file or a folder for a project to open."""
        word = args[0]
        if word not in VERBS and (
            "." in word or "/" in word or "\\" in word or Path(word).is_dir()
        ):
            args = ["open", *args]
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs with what they do, without importing any of them."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.command(
    cls=Verbs,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXIT_CODES,
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Bring TLS to an Informatica PowerExchange network, step by step.

    \b
    Examples:
      pwxwizard demo                 a sample estate, in the wizard
      pwxwizard new prod.toml        begin a project
      pwxwizard prod.toml            go on with it
      pwxwizard check prod.toml      findings, for scripts: --json
    """
    if ctx.invoked_subcommand is None:
        command = Verbs.get_command(main, ctx, "open")
        assert command is not None
        ctx.invoke(command)
