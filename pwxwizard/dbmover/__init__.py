"""DBMOVER files: taken apart without loss, checked, and given their TLS statements."""

from pwxwizard.dbmover.adoption import (
    AdoptFile,
    Evidence,
    Proposal,
    Proposed,
    ProposedConnection,
    ProposedListener,
    ProposedMachine,
    ProposedTls,
    adopt,
)
from pwxwizard.dbmover.catalogue import Catalogue
from pwxwizard.dbmover.checks import FINDINGS, check, check_target
from pwxwizard.dbmover.draft import Change
from pwxwizard.dbmover.editing import Edited, secure
from pwxwizard.dbmover.estate_checks import CertificateFacts, EstateFile, check_estate
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
    "FINDINGS",
    "PLACEHOLDER",
    "AdoptFile",
    "Catalogue",
    "CertificateFacts",
    "Change",
    "ClearPassphrase",
    "DbmoverFile",
    "Edited",
    "EncryptedPassphrase",
    "EstateFile",
    "Evidence",
    "Listener",
    "Node",
    "PassphraseByHand",
    "Proposal",
    "Proposed",
    "ProposedConnection",
    "ProposedListener",
    "ProposedMachine",
    "ProposedTls",
    "SecureListener",
    "SecureNode",
    "Ssl",
    "SslSettings",
    "Statement",
    "Switch",
    "Switches",
    "TlsSettings",
    "View",
    "adopt",
    "check",
    "check_estate",
    "check_target",
    "counts",
    "mask",
    "mask_text",
    "parse",
    "secure",
    "undo",
    "view",
]
