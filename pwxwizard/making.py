"""Making the contents of a plan: what only applying can make, such as keys, before any is written."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pwxwizard import manifest
from pwxwizard.errors import ApplyError
from pwxwizard.key_supply import KeySupply, refuse_stopped
from pwxwizard.plan import Change, Pending, Plan
from pwxwizard.project import Project
from pwxwizard.steps import STEPS
from pwxwizard.steps.base import Step, Subject
from pwxwizard.transaction import Progress
from pwxwizard.world import Overlay, World


def subjects_of(project: Project) -> dict[str, tuple[Step[Any], Subject]]:
    """Return step and subject of every item, by its name."""
    return {
        step.item(subject): (step, subject) for step in STEPS for subject in step.subjects(project)
    }


def contents(
    project: Project,
    world: World,
    plan: Plan,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[str, bytes]:
    """Return the content of every planned file, by its path; nothing is written.

    Args:
        project: the project that was planned.
        world: the machine, with the secrets that the plan needs.
        plan: what is wanted.
        progress: told before every key and item.
        cancelled: asked before every key and item.

    Raises:
        RefusedError: a secret cannot be had, or it was cancelled.
        ApplyError: a step did not make what it planned.
    """
    made: dict[str, bytes] = {}
    pending: set[str] = set()
    for change in plan.changes:
        if isinstance(change.artifact.content, Pending):
            pending.add(change.artifact.item)
        else:
            made[change.artifact.path] = change.artifact.content
    # A passphrase that cannot be had is told before minutes go into keys.
    for need in plan.secrets:
        world.secrets.secret(need.source, need.purpose, new=need.new)
    keys = KeySupply(world.keys, plan.key_kinds, progress, cancelled)
    inside = replace(world, reader=Overlay(world.reader, made), keys=keys, opened={})
    subjects = subjects_of(project)
    for number, item in enumerate(plan.items):
        refuse_stopped(cancelled)
        if item not in pending:
            continue
        progress(number, len(plan.items), f"making {item}")
        step, subject = subjects[item]
        made.update(step.make(project, subject, inside))
    artifacts = tuple(
        replace(change.artifact, content=made[change.artifact.path])
        for change in plan.changes
        if change.artifact.path in made
    )
    writing = {item for item, (step, _) in subjects.items() if step.writes}
    whole = writing <= set(plan.items)
    for listed in manifest.manifests(project, artifacts, world.reader, whole=whole):
        assert isinstance(listed.content, bytes)
        made.setdefault(listed.path, listed.content)
    paths = (change.artifact.path for change in plan.changes)
    missing = [path for path in paths if path not in made]
    if missing:
        raise ApplyError(
            f"Nothing was made for {', '.join(missing)}.",
            fix="This is a fault of the program; nothing was written.",
        )
    return made


def late(
    project: Project, world: World, plan: Plan, made: Mapping[str, bytes]
) -> tuple[Change, ...]:
    """Return the files whose number only making could tell, as further changes of their items."""
    further = made.keys() - {change.artifact.path for change in plan.changes}
    if not further:
        return ()
    inside = replace(world, reader=Overlay(world.reader, made))
    subjects = subjects_of(project)
    return tuple(
        Change(artifact, world.reader.look(artifact.path))
        for step, subject in (subjects[item] for item in plan.items)
        for artifact in step.plan(project, subject, inside).artifacts
        if artifact.path in further
    )
