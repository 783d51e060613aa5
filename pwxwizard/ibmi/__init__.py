"""IBM i: what its administrators do in Digital Certificate Manager, and what its listings show."""

from pwxwizard.ibmi.listings import StoreEntry, read_store
from pwxwizard.ibmi.tasks import (
    NOTED,
    RULES,
    Instruction,
    StoreSetup,
    StoreTask,
    catalogue,
    check_store,
    problem,
    tasks,
)

__all__ = [
    "NOTED",
    "RULES",
    "Instruction",
    "StoreEntry",
    "StoreSetup",
    "StoreTask",
    "catalogue",
    "check_store",
    "problem",
    "read_store",
    "tasks",
]
