"""A project read-only in a browser of this machine: `python -m screens.web PROJECT [PORT]`."""

import os
import shlex
import sys
from importlib import import_module
from pathlib import Path

from pwxwizard.errors import PwxError
from pwxwizard.self_check import Checked
from pwxwizard.terminal import Terminal
from screens.app import run

HOST = "127.0.0.1"
"""No other machine can look: nothing asks a visitor who they are."""


def serve(project: Path, port: int) -> None:
    """Serve a review until Ctrl+C; every page that is opened is a review of its own."""
    try:
        server = import_module("textual_serve.server")
    except ImportError:
        sys.exit("The browser needs the extra `web`: pip install 'pwxwizard[web]'.")
    command = shlex.join([sys.executable, "-P", "-m", "screens.web", str(project.absolute())])
    server.Server(command, HOST, port, title=f"{project.name}, read-only").serve()


def main() -> None:
    """Serve the project that is named; or, started by the server itself, show it."""
    words = sys.argv[1:]
    if not words or len(words) > 2 or not all(word.isdecimal() for word in words[1:]):
        sys.exit("Usage: python -m screens.web PROJECT [PORT]")
    project = Path(words[0])
    if not project.is_file():
        sys.exit(f"{project} is no file. Name the project to look at.")
    if "TEXTUAL_DRIVER" not in os.environ:
        serve(project, int(words[1]) if words[1:] else 8000)
        return
    sys.dont_write_bytecode = True
    facts = Terminal(interactive=True, encoding="utf-8", kind="xterm-256color")
    try:
        code = run(project, read_only=True, mouse=True, checked=Checked(facts, ()))
    except PwxError as error:
        sys.exit(f"{error.message} {error.fix}")
    sys.exit(code)


if __name__ == "__main__":
    main()
