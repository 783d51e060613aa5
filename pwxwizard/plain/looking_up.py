"""What can be looked up at any time: what ends when, and the words of the trade."""

from pwxwizard import expiry, glossary
from pwxwizard.expiry import End
from pwxwizard.finding import counted
from pwxwizard.glossary import Entry
from pwxwizard.plain.talk import Talk
from pwxwizard.review import Review


def say_ends(talk: Talk, workspace: Review) -> None:
    """Say when every certificate and revocation list ends, the earliest first, and whom it hits."""
    world = workspace.world
    ends = expiry.ends(workspace.project, world.reader, world.clock.now(), expiry.NEAR)
    if not ends:
        talk.say("No certificate is written yet.")
        return
    near = sum(end.due != "fine" for end in ends)
    talk.say(f"{counted(len(ends), 'end')}, {near} past or within {expiry.NEAR.days} days.")
    for end in ends:
        hit = ", ".join(end.machines) or "whoever checks it"
        talk.say(f"  {end.subject}: {_when(end)}. Hits {hit}.")


def _when(end: End) -> str:
    day = f"{end.ends:%Y-%m-%d}"
    if end.due == "expired":
        return f"expired, ended {day}, {counted(-end.days_left, 'day')} ago"
    due = "" if end.due == "fine" else f"{end.due}, "
    return f"{due}ends {day}, in {counted(end.days_left, 'day')}"


def explain_word(talk: Talk) -> None:
    """Ask for a word and say what it means; without one, say which words are explained."""
    entries = glossary.entries()
    typed = talk.ask("Word to explain (Enter lists them all): ")
    wanted = "." if typed is None else typed.strip().casefold()
    if wanted == ".":
        return
    if not wanted:
        talk.say(f"{', '.join(entry.word for entry in entries)}.")
        talk.say("Type g, then one of them.")
        return
    named = [entry for entry in entries if entry.word.casefold() == wanted]
    found = named or [entry for entry in entries if wanted in entry.word.casefold()]
    for entry in found:
        _explain(talk, entry)
    if not found:
        talk.say("The glossary does not have it.")


def _explain(talk: Talk, entry: Entry) -> None:
    source = f" ({entry.source})" if entry.source else ""
    talk.say(f"{entry.word}: {entry.meaning}{source}")
