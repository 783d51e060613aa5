"""The composition root: joins command line, engine and screens."""

import sys
from importlib.util import find_spec
from pathlib import Path


def main() -> None:
    """Run the command line."""
    if "review" in sys.argv[1:2]:
        # Review writes nothing at all, not even Python's own cache of compiled modules.
        sys.dont_write_bytecode = True
    _refuse_strangers()
    from pwxwizard.cli import main as command_line  # noqa: PLC0415 - after the guard

    command_line(prog_name="pwxwizard", obj=show)


def show(project: Path | None, *, read_only: bool, ascii_only: bool) -> int:
    """Open the wizard on a project, or on its first screen; returns the exit code."""
    from screens.app import run  # noqa: PLC0415 - no verb but the wizard loads Textual

    return run(project, read_only=read_only, ascii_only=ascii_only)


def _refuse_strangers() -> None:
    """Stop when another distribution's `screens` or `assets` stands before ours on the path."""
    home = Path(__file__).resolve().parent.parent
    for name in ("screens", "assets"):
        spec = find_spec(name)
        origin = Path(spec.origin).resolve().parent.parent if spec and spec.origin else None
        if origin != home:
            sys.exit(
                f"pwxwizard: the folder {name!r} of another program is in the way: {origin}. "
                "Run pwxwizard from another folder, or install it in an environment of its own."
            )


if __name__ == "__main__":
    main()
