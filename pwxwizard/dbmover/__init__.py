"""DBMOVER files: taken apart without loss, checked, and given their TLS statements."""

from typing import TYPE_CHECKING

from pwxwizard.deferred import deferred

if TYPE_CHECKING:
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
    from pwxwizard.dbmover.catalogue import Catalogue, StatementRule
    from pwxwizard.dbmover.checks import FINDINGS, check, check_target
    from pwxwizard.dbmover.ciphers import CipherList, cipher_list
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
    "CipherList",
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
    "StatementRule",
    "Switch",
    "Switches",
    "TlsSettings",
    "View",
    "adopt",
    "check",
    "check_estate",
    "check_target",
    "cipher_list",
    "counts",
    "mask",
    "mask_text",
    "parse",
    "secure",
    "undo",
    "view",
]

__getattr__ = deferred(
    __name__,
    {
        "adoption": (
            "AdoptFile",
            "Evidence",
            "Proposal",
            "Proposed",
            "ProposedConnection",
            "ProposedListener",
            "ProposedMachine",
            "ProposedTls",
            "adopt",
        ),
        "catalogue": ("Catalogue", "StatementRule"),
        "checks": (
            "FINDINGS",
            "check",
            "check_target",
        ),
        "ciphers": ("CipherList", "cipher_list"),
        "draft": ("Change",),
        "editing": (
            "Edited",
            "secure",
        ),
        "estate_checks": (
            "CertificateFacts",
            "EstateFile",
            "check_estate",
        ),
        "marks": ("undo",),
        "masking": (
            "mask",
            "mask_text",
        ),
        "meaning": (
            "Listener",
            "Node",
            "Ssl",
            "Switch",
            "Switches",
            "View",
            "view",
        ),
        "settings": (
            "PLACEHOLDER",
            "ClearPassphrase",
            "EncryptedPassphrase",
            "PassphraseByHand",
            "SecureListener",
            "SecureNode",
            "SslSettings",
            "TlsSettings",
        ),
        "syntax": (
            "DbmoverFile",
            "Statement",
            "counts",
            "parse",
        ),
    },
)
"""Taking estates over and masking are for some verbs only."""
