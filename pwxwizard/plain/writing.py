"""What applying would write, and writing it."""

from collections.abc import Sequence

from pwxwizard import difference
from pwxwizard.errors import PwxError
from pwxwizard.examine import Survey
from pwxwizard.finding import counted
from pwxwizard.plain import overview
from pwxwizard.plain.talk import GivenUpError, Talk, number
from pwxwizard.plan import Action, Change, Pending, Plan, doubted
from pwxwizard.review import Review
from pwxwizard.session import Session

_WORDS = {"+": "add", "-": "remove", " ": "keep", "@": "", "?": "", "~": "change", "=": "keep"}
"""What a line of a difference is said to be."""


def preview(talk: Talk, workspace: Review) -> str:
    """Say what to know before writing, then each file in a line, then the differences wished for.

    Returns the identity of the plan that was shown.
    """
    survey = workspace.survey()
    _say_notes(talk, survey.plan)
    _say_standing(talk, workspace, survey)
    if survey.plan.writes:
        talk.say(f"{_counts(survey.plan)}.")
        _say_files(talk, workspace, survey.plan.writes)
    else:
        _say_nothing(talk, survey)
    return survey.plan.id


def _say_files(talk: Talk, workspace: Review, writes: Sequence[Change]) -> None:
    for at, change in enumerate(writes, 1):
        talk.say(f"  {at}. {change.action.value} {change.artifact.path}")
    while True:
        typed = talk.ask("Number of a file for its difference, a for all, Enter goes back: ")
        word = "" if typed is None else typed.strip()
        wanted = number(word, len(writes))
        if word in {"", "."}:
            return
        if word == "a":
            for change in writes:
                _say_difference(talk, workspace, change)
        elif wanted is not None:
            _say_difference(talk, workspace, writes[wanted - 1])
        else:
            talk.say(f"Not taken: Type a number from 1 to {len(writes)}, or a.")


def _say_difference(talk: Talk, workspace: Review, change: Change) -> None:
    content = change.artifact.content
    talk.say(f"{change.action.value} {change.artifact.path}: {change.artifact.why}")
    meaning = difference.meaning(change, workspace.project.catalogue)
    if isinstance(content, Pending) and content.preview is None:
        talk.say("  Known after writing; certain now is:")
        for line in meaning:
            word = "" if line.kind == " " else f"{_WORDS[line.kind]} "
            talk.say(f"  {word}{line.text}")
        return
    if change.action is Action.CHANGE:
        for line in meaning:
            if line.kind == "~":
                talk.say(f"  {_WORDS[line.kind]} {line.text}")
    for line in difference.lines(change):
        talk.say(f"  {_WORDS[line.kind]} {line.text}".rstrip())


def _counts(plan: Plan) -> str:
    created = sum(change.action is Action.CREATE for change in plan.writes)
    changed = len(plan.writes) - created
    parts = [f"{counted(created, 'file')} to create"] if created else []
    parts += [f"{counted(changed, 'file')} to change"] if changed else []
    return " and ".join(parts)


def _say_notes(talk: Talk, plan: Plan) -> None:
    for note in plan.notes_on(plan.writes):
        talk.say(f"Note: {note}")


def _say_standing(talk: Talk, workspace: Review, survey: Survey) -> None:
    """Say what speaks against writing."""
    standing = workspace.standing(survey)
    for sentence in standing.sentences:
        talk.say(sentence)
    if standing.caution:
        talk.say(f"{standing.caution}; c shows them.")


def _say_nothing(talk: Talk, survey: Survey) -> None:
    talk.say("Nothing is to be written.")
    overview.say_waiting(talk, survey.items)


def write(talk: Talk, session: Session, previewed: str) -> None:
    """Write what the preview shows, once the word is typed.

    Args:
        talk: the conversation.
        session: the project.
        previewed: the plan whose notes have just been said, by its identity; empty for none.

    Raises:
        PwxError: it was not written; the passphrase that may be wrong is asked for again.
    """
    survey = session.survey()
    plan = survey.plan
    if plan.id != previewed:
        _say_notes(talk, plan)
    _say_standing(talk, session, survey)
    if not plan.writes:
        _say_nothing(talk, survey)
        return
    talk.say(f"{_counts(plan)}: all of them or none.")
    typed = talk.ask("Type write to write them, Enter gives it up: ")
    if (typed or "").strip() != "write":
        talk.say("Nothing was written.")
        return
    needs = session.to_be_typed(plan.secrets)
    for need in needs:
        talk.say(f"The {need.purpose} will be asked for. {need.fate}")
    if needs:
        talk.say("Ctrl+C gives it up.")
    try:
        done = session.apply(plan)
    except GivenUpError:
        # what was typed may be why it is given up
        session.ask_again(needs)
        talk.say("Nothing was written.")
    except PwxError as error:
        session.ask_again(doubted(plan.secrets, error.suspect))
        talk.say("Nothing was written.")
        raise
    else:
        many = counted(len(done.written), "file")
        talk.say(f"{many} written; journal entry {done.id}.")
