"""The wizard line by line: for screen readers, braille and terminals that cannot move a cursor."""

from pwxwizard.plain.conversation import Plain
from pwxwizard.plain.talk import GivenUpError, Talk

__all__ = ["GivenUpError", "Plain", "Talk"]
