"""What a terminal sends reaches the wizard even where it is no UTF-8."""

from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Callable
from functools import partial
from importlib import import_module


def accept_every_byte(driver: str = "textual.drivers.linux_driver") -> None:
    """Let bytes that are no UTF-8 be typed as U+FFFD, which no answer takes.

    Terminals set to Latin-1 send them for letters, and old terminals for the mouse. Textual's reader
    of the keyboard has no setting for them and would end the wizard.

    Args:
        driver: the module of the reader; it asks `codecs` for its decoder by this module's own name.
    """

    def decoder(encoding: str) -> Callable[[], IncrementalDecoder]:
        return partial(getincrementaldecoder(encoding), errors="replace")

    reader = import_module(driver)
    assert hasattr(reader, "getincrementaldecoder")
    vars(reader)["getincrementaldecoder"] = decoder
