"""DBMOVER files: taken apart without loss, checked, and given their TLS statements."""

from pwxwizard.dbmover.catalogue import Catalogue
from pwxwizard.dbmover.draft import Change
from pwxwizard.dbmover.editing import Edited, secure
from pwxwizard.dbmover.marks import undo
from pwxwizard.dbmover.masking import mask, mask_text
from pwxwizard.dbmover.meaning import Listener, Node, Ssl, Switch, Switches, View, view
from pwxwizard.dbmover.settings import (
    PLACEHOLDER,
    ClearPassphrase,
    EncryptedPassphrase,
    PassphraseByHand,
    SecureListener,
    SecureNode,
    SslSettings,
    TlsSettings,
)
from pwxwizard.dbmover.syntax import DbmoverFile, Statement, counts, parse

__all__ = [
    "PLACEHOLDER",
    "Catalogue",
    "Change",
    "ClearPassphrase",
    "DbmoverFile",
    "Edited",
    "EncryptedPassphrase",
    "Listener",
    "Node",
    "PassphraseByHand",
    "SecureListener",
    "SecureNode",
    "Ssl",
    "SslSettings",
    "Statement",
    "Switch",
    "Switches",
    "TlsSettings",
    "View",
    "counts",
    "mask",
    "mask_text",
    "parse",
    "secure",
    "undo",
    "view",
]
