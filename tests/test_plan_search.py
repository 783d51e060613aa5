"""Searching the files of a plan: names and lines, onwards and backwards, around, never secrets."""

from pwxwizard.plan import Artifact, Change, Form
from pwxwizard.plan_search import Place, search
from pwxwizard.world import Found


def planned(path: str, text: str, form: Form = Form.TEXT, there: str | None = None) -> Change:
    """Return a file of a plan, written already if `there`."""
    artifact = Artifact(path, text.encode(), form, "ca/CA", "It is wanted.")
    return Change(artifact, Found("absent") if there is None else Found("file", there.encode()))


FILES = (
    planned("p/artifacts/a.txt", "one\nneedle\nNeedle two\n"),
    planned("p/artifacts/needle.txt", "nothing\n"),
    planned("p/artifacts/kept.txt", "needle\n", there="needle\n"),
    planned("p/artifacts/DBMOVER", "SSL=(PASS=Sesame1)\n", Form.DBMOVER),
)


def hits(direction: int) -> list[tuple[int, str]]:
    """Return every hit in its order, until the first comes again."""
    found: list[tuple[int, str]] = []
    place = Place(0)
    while True:
        following = search(FILES, "NEEDLE", place, direction, folder="p/")
        assert following is not None
        told = (following.file, following.line.text if following.line else "")
        if told in found:
            return found
        found.append(told)
        place = following


def test_hits_are_gone_through_around_all_files() -> None:
    onwards = [(0, "needle"), (0, "Needle two"), (1, ""), (2, "needle")]
    assert hits(1) == onwards
    assert hits(-1) == onwards[::-1]


def test_where_one_stands_counts_only_when_asked() -> None:
    here = search(FILES, "needle", Place(0))
    assert here is not None
    assert search(FILES, "needle", here, here=True) == here
    assert search(FILES, "needle", here) != here
    alone = search(FILES, "one", Place(0))
    assert alone is not None
    assert search(FILES, "one", alone) == alone


def test_secrets_and_what_is_not_shown_of_names_are_not_found() -> None:
    assert search(FILES, "Sesame1", Place(0)) is None
    assert search(FILES, "PASS=***", Place(0)) is not None
    assert search(FILES, "p/artifacts", Place(0), folder="p/") is None
    assert search(FILES, "", Place(0)) is None
    assert search((), "needle", Place(0)) is None
    assert search(FILES, "needle", Place(1), stopped=lambda: True) is None
