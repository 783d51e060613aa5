"""The review in a browser: what is served, where, and what is said without the extra."""

import shlex
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from screens import web


class Server:
    """Stands in for the server of the extra `web`."""

    served: tuple[str, str, int] | None = None

    def __init__(self, command: str, host: str, port: int, *, title: str) -> None:
        self._wanted = (command, host, port)
        self._title = title

    def serve(self) -> None:
        type(self).served = self._wanted


def test_a_review_is_served_to_this_machine_alone(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "import_module", lambda _name: SimpleNamespace(Server=Server))
    monkeypatch.setattr(sys, "argv", ["web", str(sample), "8123"])
    web.main()
    assert Server.served is not None
    command, host, port = Server.served
    assert (host, port) == ("127.0.0.1", 8123)
    assert shlex.split(command)[-2:] == ["screens.web", str(sample)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Usage"),
        (("none.toml",), "none.toml is no file"),
        ((__file__, "x"), "Usage"),
        ((__file__,), "extra `web`"),
    ],
)
def test_what_is_missing_is_said(
    arguments: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    monkeypatch.setattr(sys, "argv", ["web", *arguments])
    with pytest.raises(SystemExit, match=said):
        web.main()
