"""Settling drift: a file is adopted as it is on the disk, or the plan's content is written over it."""

from collections.abc import Collection

from pwxwizard import drift, journal, machine
from pwxwizard.errors import UsageError
from pwxwizard.plan import Plan
from pwxwizard.session import Session


def adopt(session: Session, path: str) -> None:
    """Keep a file as somebody else changed it, until its plan changes; the journal says who did.

    Args:
        session: the project.
        path: the file, as the plan names it.

    Raises:
        UsageError: the file did not change on the disk.
        RefusedError: it is gone, or it holds key material.
        ApplyError: the project could not be saved.
    """
    now, who = session.world.clock.now(), machine.who()
    plan = session.survey().plan
    when = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    session.edit(drift.adopted(session.project, plan, path, who=who, when=when))
    journal.append(
        session.storage,
        kind="adoption",
        label=f"adopted {path}",
        who=who,
        now=now,
        details={path: session.project.record.adopted[path].sha256},
    )


def overwriting(session: Session, paths: Collection[str]) -> tuple[Plan, frozenset[str]]:
    """Return the plan of the items that drifted files belong to, and what of it is not asked for.

    Args:
        session: the project.
        paths: files that drifted, as the plan names them.

    Raises:
        UsageError: one of them did not drift.
    """
    found = drift.drifts(session.project, session.survey().plan)
    items = {one.path: one.change.artifact.item for one in found}
    for path in paths:
        if path not in items:
            raise UsageError(
                "This file has not drifted.", fix="List them with `pwxwizard drift`.", where=path
            )
    plan = session.survey(tuple(dict.fromkeys(items[path] for path in paths))).plan
    return plan, frozenset(change.artifact.path for change in plan.writes) - set(paths)
