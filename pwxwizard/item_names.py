"""What people call an item: its subject and its step, by their titles."""

from pwxwizard.project import Project
from pwxwizard.steps import STEPS


def titled(project: Project, item: str) -> str:
    """Return what people call an item, such as `ZOS1, Personal certificates`, or `CA certificate`.

    Args:
        project: the project.
        item: its name, as commands take it; one that is gone is called by it.
    """
    key = item.partition("/")[0]
    names = (
        ", ".join(dict.fromkeys((subject.title or subject.name, step.title)))
        for step in STEPS
        if step.key == key
        for subject in step.subjects(project)
        if step.item(subject) == item
    )
    return next(names, item)
