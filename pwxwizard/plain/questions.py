"""Questions and their answers: how they are asked, explained and understood."""

from pwxwizard.plain.talk import Talk, number
from pwxwizard.question import Answer, Kind, Parsed, Question, joined, parse, several, shown

HELP = frozenset({"?", "h", "help"})
"""What asks for help."""


def understood(question: Question, word: str) -> Parsed:
    """Return what somebody typed as an answer; an option by its number, its label or its value."""
    options = question.options
    if question.separator:
        parts = several(question, word)
        numbers = [number(part, len(options)) for part in parts]
        taken = [options[at - 1].value for at in numbers if at]
        given = parse(question, joined(question, taken) if taken and all(numbers) else word)
        if given.problem and options and parts and all(part.isdecimal() for part in parts):
            return Parsed(None, f"Type numbers from 1 to {len(options)}, or names.")
        return given
    if question.kind is not Kind.CHOICE:
        return parse(question, word)
    if not options:
        return Parsed(None, "There is nothing to choose from yet.")
    at = number(word, len(options))
    wanted = word.casefold()
    found = options[at - 1] if at else None
    found = found or next((one for one in options if one.label.casefold() == wanted), None)
    found = found or next((one for one in options if one.value.casefold() == wanted), None)
    if found is None:
        return Parsed(None, f"Type a number from 1 to {len(options)}, or the words behind it.")
    return parse(question, found.value)


def called(question: Question, answer: Answer) -> str:
    """Return an answer as people read it; one of a choice as it is listed."""
    if question.kind is Kind.CHOICE:
        for at, option in enumerate(question.options, 1):
            if option.value == answer:
                return f"{at}. {option.label}"
    return shown(answer) or "nothing"


def holding(question: Question, answer: Answer | None) -> str:
    """Return what holds now: an answer, the default, or nothing."""
    if answer is not None:
        return called(question, answer)
    if question.default is not None:
        return f"{called(question, question.default)}, by default"
    return "no answer yet"


def wants_help(question: Question, word: str) -> bool:
    """Tell whether somebody asks for help; `h` and `help` are answers where they can be."""
    return word == "?" or (word in HELP and understood(question, word).answer is None)


def say_options(talk: Talk, question: Question) -> None:
    """Say what is offered, each with its number."""
    for at, option in enumerate(question.options, 1):
        consequence = f": {option.consequence}" if option.consequence else ""
        talk.say(f"  {at}. {option.label}{consequence}")
    if question.separator:
        talk.say("Type numbers with blanks between them, the preferred first, or names.")


def explain(talk: Talk, question: Question) -> None:
    """Say why a question is asked, and where its default comes from."""
    talk.say(question.help or "There is nothing more to say about it.")
    if question.default is not None:
        origin = f", {question.default_from}" if question.default_from else ""
        talk.say(f"Default: {called(question, question.default)}{origin}.")
    if question.source:
        talk.say(f"Source: {question.source}.")


def answered(talk: Talk, question: Question) -> Answer | None:
    """Ask a question until its answer can be used; `None` when it is given up."""
    say_options(talk, question)
    held = question.default
    proposed = "" if held is None else f" (Enter: {called(question, held)})"
    while True:
        typed = talk.ask(f"{question.label}{proposed}: ")
        word = "." if typed is None else typed.strip()
        if word == ".":
            return None
        if wants_help(question, word):
            explain(talk, question)
            continue
        if not word and held is not None:
            return held
        given = understood(question, word)
        if given.answer is not None:
            return given.answer
        talk.say(f"Not taken: {given.problem}")
