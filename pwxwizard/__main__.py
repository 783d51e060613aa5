"""The composition root: joins command line, engine and screens."""

import atexit
import gc
import os
import sys
from importlib.util import find_spec
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pwxwizard.self_check import Checked

_OBJECTS = 50_000
"""New objects after which garbage is looked for; the interpreter's own 700 suits small programs."""


def main() -> None:
    """Run the command line."""
    # Loading makes many objects and no garbage; looking for some meanwhile costs a fifth of the time.
    gc.set_threshold(_OBJECTS)
    # The process ends; looking for garbage once more before that is a tenth of a short verb's time.
    atexit.register(gc.freeze)
    if _reviews():
        # Review writes nothing at all, not even Python's own cache of compiled modules.
        sys.dont_write_bytecode = True
    _open_what_is_closed()
    _survive_every_encoding()
    _refuse_strangers()
    sys.excepthook = _tell_fault
    if "_PWXWIZARD_COMPLETE" in os.environ:
        import pwxwizard.cli.completion  # noqa: PLC0415 - a shell asks: PowerShell has to be known

        assert pwxwizard.cli.completion.SHELLS
    from pwxwizard.cli import main as command_line  # noqa: PLC0415 - after the guard

    command_line(prog_name="pwxwizard", obj=show)


def _open_what_is_closed() -> None:
    """Stand in for standard streams that whoever started this has closed, as some schedulers do."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


def _survive_every_encoding() -> None:
    """Let no character end the program: what cannot be printed becomes `?`, what is no text is refused.

    Standard error would otherwise print `\\u` and digits, standard output and input would fail.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.errors != "surrogateescape":
            stream.reconfigure(errors="replace")
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")


def show(
    project: Path | None, *, read_only: bool, mouse: bool, checked: "Checked", introduction: str
) -> int:
    """Open the wizard on a project, or on its first screen; returns the exit code.

    An introduction is said first.
    """
    from screens.app import run  # noqa: PLC0415 - no verb but the wizard loads Textual

    return run(
        project, read_only=read_only, mouse=mouse, checked=checked, introduction=introduction
    )


def _reviews() -> bool:
    return "review" in sys.argv[1:2]


def _tell_fault(
    kind: type[BaseException], fault: BaseException, trace: TracebackType | None
) -> None:
    """Say that the program itself is at fault; its trace is kept, and shown to who asks for it."""
    if os.environ.get("PWXWIZARD_TRACE"):
        sys.__excepthook__(kind, fault, trace)
        return
    # Importing what keeps it may be what failed.
    try:
        from pwxwizard import faults  # noqa: PLC0415

        told = faults.told(fault).splitlines()
        kept = None if _reviews() else faults.keep(fault)
    except ImportError:
        told, kept = [kind.__name__], None
    place = f" at {told[-1].strip()}" if len(told) > 1 else ""
    more = f"Details are in {kept}; `pwxwizard doctor --bundle FILE` takes them into a report."
    if kept is None:
        more = "Set PWXWIZARD_TRACE=1 and run it again to see more for a report."
    sys.stderr.write(
        f"pwxwizard: a fault of the program: {kind.__name__}{place}.\n"
        f"Nothing is half written. {more}\n"
    )


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
