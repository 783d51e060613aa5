"""Between terminal and wizard: octets that are no UTF-8, and a shell that may not be there."""

import os
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


def can_come_back() -> bool:
    """Tell whether a shell with job control started this, which can bring it back with `fg`.

    Such a shell gives every job a process group of its own (POSIX, 3.200); any other would be
    stopped together with it, and nobody would read the keyboard any more.
    """
    try:
        return os.getpgrp() != os.getpgid(os.getsid(0))
    except OSError:
        # The first process of the session has ended.
        return False
