"""Going through the questions of an item, and adding and removing what the estate consists of."""

from pwxwizard import removal
from pwxwizard.examine import Item, stored_answer
from pwxwizard.finding import Severity
from pwxwizard.history import Given, History, Removed
from pwxwizard.plain import choosing, questions, words
from pwxwizard.plain.talk import Talk, number
from pwxwizard.question import Answer, Kind, Question
from pwxwizard.review import Review
from pwxwizard.session import Session
from pwxwizard.steps import STEPS
from pwxwizard.steps.base import Addition


def show(talk: Talk, workspace: Review, item: Item) -> None:
    """Say the answers of an item, and what was noticed about them."""
    talk.say(f"{words.title(item)}: {words.state(item)}.")
    for question in item.step.questions(workspace.project, item.subject):
        answer = stored_answer(workspace.project, item.subject, question)
        talk.say(f"{question.label}: {questions.holding(question, answer)}")
    for remark in words.remarks(item.findings):
        talk.say(remark)


def answer(talk: Talk, session: Session, item: Item, history: History) -> None:
    """Ask every question of an item, in order; questions that answers bring up are asked too."""
    _introduce(talk, session, item)
    at, listed = 0, ""
    while True:
        asked = item.step.questions(session.project, item.subject)
        if at >= len(asked):
            break
        question = asked[at]
        session.stand_at(item.name, question.key)
        held = stored_answer(session.project, item.subject, question)
        if question.key != listed:
            questions.say_options(talk, question)
            listed = question.key
        typed = talk.ask(f"{question.label} [{questions.holding(question, held)}]: ")
        word = "." if typed is None else typed.strip()
        if word == ".":
            talk.say("Left; every answer is saved.")
            return
        if word == "<":
            at = max(0, at - 1)
        elif questions.wants_help(question, word):
            questions.explain(talk, question)
        elif word == "-":
            _keep(session, item, question, None, history)
        elif not word and (held is not None or question.default is not None):
            at += 1
        elif problem := _given(session, item, question, word, history):
            talk.say(f"Not taken: {problem}")
        elif said := _of_file(session, item, question):
            for remark in (*said, "Enter keeps it all the same."):
                talk.say(remark)
        else:
            at += 1
    _come_of(talk, session, item)


def _introduce(talk: Talk, session: Session, item: Item) -> None:
    """Say how far an item is, what proves it, and how its questions are answered."""
    talk.say(f"{words.title(item)}: {words.state(item)}.")
    if item.unproved:
        talk.say("What its owner sends back is judged and kept by the command")
        talk.show(f"pwxwizard evidence add {item.name} FILE --project {session.path}")
    if item.step.questions(session.project, item.subject):
        talk.say(
            "Enter keeps an answer, ? explains, - brings the default back, < goes back, . stops."
        )
    else:
        talk.say("Nothing is asked here; it follows from the estate.")


def _given(session: Session, item: Item, question: Question, word: str, history: History) -> str:
    given = questions.understood(question, word)
    if given.answer is None:
        return given.problem
    return _keep(session, item, question, given.answer, history)


def _keep(
    session: Session, item: Item, question: Question, answer: Answer | None, history: History
) -> str:
    """Save an answer so that it can be taken back; returns how to correct it if it cannot be used."""
    given = Given.of(session, item.name, item.subject, question, answer)
    problem = session.answer(item.subject, question, answer)
    if not problem:
        history.note(given)
    return problem


def _of_file(session: Session, item: Item, question: Question) -> tuple[str, ...]:
    """Return that a named file cannot be read; it stays answered, because the file may still come."""
    if question.kind is not Kind.FILE:
        return ()
    found = session.findings(session.survey((item.name,)))
    ending = f".{question.key}"
    about = (one for one in found if one.code == "FIL001" and one.where.key.endswith(ending))
    return tuple(words.remarks(about))


def _come_of(talk: Talk, session: Session, item: Item) -> None:
    """Say what was noticed about an item and its files, and how far it is."""
    project = session.project
    below = (
        step.item(subject)
        for step in STEPS
        for subject in step.subjects(project)
        if step.key in item.step.needs
        and (subject.table[0] != "machine" or subject.name == item.subject.name)
    )
    survey = session.survey((*below, item.name))
    for fresh in survey.items:
        if fresh.name == item.name:
            about = (one for one in session.findings(survey) if one.where.item == item.name)
            for remark in words.remarks(one for one in about if one.severity is not Severity.INFO):
                talk.say(remark)
            talk.say(f"{words.title(fresh)}: {words.state(fresh)}.")


def add(talk: Talk, session: Session) -> None:
    """Add a machine, a listener or a connection."""
    step = STEPS[0]
    addition = _addition(talk, step.additions(session.project))
    if addition is None:
        talk.say("Nothing was added.")
        return
    talk.say(f"{addition.label}: ? explains a question, . stops, and nothing is added then.")
    answers: dict[str, Answer] = {}
    for question in addition.questions:
        given = questions.answered(talk, question)
        if given is None:
            talk.say("Nothing was added.")
            return
        answers[question.key] = given
    problem = session.add(step, addition, answers)
    talk.say(f"Not taken: {problem}" if problem else f"{addition.label} added.")


def _addition(talk: Talk, additions: tuple[Addition, ...]) -> Addition | None:
    """Ask for a kind of thing to add until it is one of those; `None` to go back."""
    for at, addition in enumerate(additions, 1):
        talk.say(f"  {at}. {addition.label}")
    while True:
        typed = talk.ask("Add which (? explains, Enter goes back): ")
        word = "" if typed is None else typed.strip()
        if word in {"", "."}:
            return None
        wanted = number(word, len(additions))
        named = (one for one in additions if one.label.casefold() == word.casefold())
        found = additions[wanted - 1] if wanted else next(named, None)
        if found is not None:
            return found
        if word in questions.HELP:
            for addition in additions:
                talk.say(f"{addition.label}: {addition.meaning}")
        else:
            talk.say(f"Not taken: Type a number from 1 to {len(additions)}.")


def remove(talk: Talk, session: Session, history: History) -> None:
    """Remove a machine, a listener or a connection, once its name is typed."""
    item = _removable(talk, session)
    if item is None:
        talk.say("Nothing was removed.")
        return
    edits = item.step.remove(session.project, item.subject)
    if also := removal.told(removal.goes_too(session.project, edits)):
        talk.say(also)
    typed = talk.ask(f"Type {item.subject.name} to remove it from the project: ")
    if (typed or "").strip() == item.subject.name:
        history.note_removal(Removed(item.subject.name, session.remove(item)))
        talk.say("Removed; u brings it back. What was written for it stays on the disk.")
        return
    talk.say("Nothing was removed.")


def take_back(talk: Talk, session: Session, history: History) -> None:
    """Take back the last answer or removal that was not taken back yet, and say what it was."""
    last = history.back()
    if last is None:
        talk.say("Nothing was answered or removed since this start that could be taken back.")
    elif isinstance(last, Removed):
        session.bring_back(last.removal)
        talk.say(f"Taken back: the removal of {last.name}. Every answer is there again.")
    elif problem := session.answer(last.subject, last.question, last.before):
        talk.say(f"Not taken back: {problem}")
    else:
        talk.say(f"Taken back: {last.told(last.before)}")


def _removable(talk: Talk, session: Session) -> Item | None:
    """Ask which item is to be removed until it is one of them; `None` to go back."""
    while True:
        typed = talk.ask("Remove which item (number or name, Enter goes back): ")
        word = "" if typed is None else typed.strip()
        if word in {"", "."}:
            return None
        found = choosing.chosen(session.items(), word)
        if len(found) > 1:
            # what follows from the estate is not removed by itself
            found = tuple(entry for entry in found if not entry[1].step.writes)
        if len(found) == 1:
            return found[0][1]
        if found:
            choosing.say_several(talk, found)
        else:
            talk.say("There is no such item; l lists them all.")
            return None
