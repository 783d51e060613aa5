"""`pwxwizard completion`: the script that makes a shell complete verbs, options and files."""

import os
from typing import ClassVar

import click
from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
)

from pwxwizard.cli.common import verb

VARIABLE = "_PWXWIZARD_COMPLETE"
"""Tells this program that it is asked by a shell, and by which."""


class PowerShellComplete(ShellComplete):
    """Completion for Windows PowerShell 5.1 and PowerShell 7."""

    name = "powershell"
    source_template: ClassVar[str] = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $env:%(complete_var)s = 'powershell_complete'
    $env:PWXWIZARD_WORDS = ($commandAst.CommandElements | ForEach-Object { "$_" }) -join "`n"
    $env:PWXWIZARD_WORD = $wordToComplete
    try {
        %(prog_name)s | ForEach-Object {
            $kind, $value, $help = $_ -split "`t", 3
            if ($kind -eq 'plain') {
                if (-not $help) { $help = $value }
                [System.Management.Automation.CompletionResult]::new(
                    $value, $value, 'ParameterValue', $help)
            }
        }
    } finally {
        Remove-Item 'Env:%(complete_var)s', 'Env:PWXWIZARD_WORDS', 'Env:PWXWIZARD_WORD' `
            -ErrorAction Ignore
    }
}
"""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one that is completed, and that word."""
        words = os.environ.get("PWXWIZARD_WORDS", "").split("\n")[1:]
        word = os.environ.get("PWXWIZARD_WORD", "")
        if word and words and words[-1] == word:
            words.pop()
        return words, word

    def format_completion(self, item: CompletionItem) -> str:
        """Return one proposal: kind, value and help, parted by tabs."""
        return f"{item.type}\t{item.value}\t{item.help or ''}"


add_completion_class(PowerShellComplete)

SHELLS = ("bash", "zsh", "fish", "powershell")


@verb(
    "Print the script that makes a shell complete verbs, options and files; load it where the shell "
    "starts.",
    "pwxwizard completion bash > pwxwizard.bash\n"
    "pwxwizard completion zsh > _pwxwizard\n"
    "pwxwizard completion fish > pwxwizard.fish\n"
    "pwxwizard completion powershell > pwxwizard.ps1",
)
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """Print the script."""
    kind = get_completion_class(shell)
    assert kind is not None
    root = click.get_current_context().find_root().command
    click.echo(kind(root, {}, "pwxwizard", VARIABLE).source())
    return 0
