"""`pwxwizard schema`: the JSON Schema of what a verb prints with --json."""

from importlib.resources import files

import click

from pwxwizard.cli.common import verb
from pwxwizard.errors import UsageError


@verb(
    "Print the JSON Schema (draft 2020-12) of what a verb prints with --json; without a verb, list the "
    "verbs that have one. A verb of verbs is named with both words. `schema` in the output is its "
    "version: it is raised when something is renamed or removed.",
    "pwxwizard schema\npwxwizard schema check\npwxwizard schema cert verify",
)
@click.argument("words", nargs=-1, metavar="[VERB...]")
def command(words: tuple[str, ...]) -> int:
    """Print a schema, or the list of them."""
    folder = files("assets").joinpath("schemas")
    names = sorted(entry.name.removesuffix(".json") for entry in folder.iterdir())
    name = "-".join(words)
    if not words:
        for known in names:
            click.echo(known.replace("-", " ", 1))
    elif name in names:
        click.echo(folder.joinpath(f"{name}.json").read_text(encoding="utf-8"), nl=False)
    else:
        raise UsageError(
            f"No schema is known for {' '.join(words)!r}.",
            fix="List the verbs that have one with `pwxwizard schema`.",
        )
    return 0
