"""Trust: what will become of every connection, decided from the artifacts before anybody tries."""

from pwxwizard.trust.artifacts import Artifacts, Catalogues, ends
from pwxwizard.trust.dates import Break, breaks
from pwxwizard.trust.decisions import (
    NOBODY,
    ClientPolicy,
    Presented,
    ServerPolicy,
    Shown,
    listener_server,
    luw_client,
    zos_server,
)
from pwxwizard.trust.ends import ClientEnd, ServerEnd
from pwxwizard.trust.matrix import Cell, cells, matrix, pairs
from pwxwizard.trust.prediction import (
    FAILS,
    PARTLY,
    UNKNOWN,
    WORKS,
    Kind,
    Prediction,
    Reason,
    as_finding,
    predict,
)
from pwxwizard.trust.rules import RULES
from pwxwizard.trust.withdrawal import withdrawals

__all__ = [
    "FAILS",
    "NOBODY",
    "PARTLY",
    "RULES",
    "UNKNOWN",
    "WORKS",
    "Artifacts",
    "Break",
    "Catalogues",
    "Cell",
    "ClientEnd",
    "ClientPolicy",
    "Kind",
    "Prediction",
    "Presented",
    "Reason",
    "ServerEnd",
    "ServerPolicy",
    "Shown",
    "as_finding",
    "breaks",
    "cells",
    "ends",
    "listener_server",
    "luw_client",
    "matrix",
    "pairs",
    "predict",
    "withdrawals",
    "zos_server",
]
