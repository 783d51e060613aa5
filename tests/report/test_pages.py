"""Reports in every format: valid, escaped, the same bytes for the same content, legible when large."""

import json
import re
from dataclasses import fields, replace
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from pwxwizard.report import content, rendered
from pwxwizard.report.picture import SIGNS, pictures

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
EVIL = "</title><script>x</script><!-- \" ' & | `*_[a](b)\n# \x00\x1b\u202e\ud800 ]]>"


def full(text: str, calls: int = 1) -> content.Report:
    """Return a report in which every text that can be anything is this one."""
    t = text
    return content.Report(
        title=t,
        subject="project",
        at="2026-11-02T09:30:00Z",
        version="1",
        machines=(content.Machine(t, t, t, (t, t), (t,)),),
        connections=tuple(
            content.Connection(
                f"{t}{n}", t, t, verdict, t, t, reasons=(content.Reason("TRU001", t),)
            )
            for n in range(calls)
            for verdict in SIGNS
        ),
        ends=(content.End(t, "2027-01-01T00:00:00Z", 60, "fine", "ab", (t,), (t,)),),
        withdrawn=(content.Withdrawn(t, "5A0F", t, "2026-11-01", 1),),
        items=(content.Item(t, "written", (t,)),),
        findings=(content.Remark("DBM001", "error", t, t, t, t, t),),
        waivers=(content.Waiver("DBM001", t, t, t, "2027-01-01", "in force"),),
        evidence=(content.Proof(t, t, "proved", t, t, t, "ab"),),
        history=(content.Entry("0001", t, t, t, t, (content.Written(t, "absent", "ab"),)),),
        differences=(content.Difference(t, "change", t, 1, 1, (t,)),),
        seen=(content.Seen(t, "input", "ab", "cd", (t,)),),
    )


class Nesting(HTMLParser):
    """Reads a page as a browser does, and notes what is not closed, twice there, or from outside."""

    VOID = frozenset({"meta", "br", "link", "img", "input", "hr", "col"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            assert not name.startswith("on")
            if name == "id":
                self.ids.append(value or "")
            if name in {"href", "src", "data", "action"}:
                self.links.append(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("calls", [0, 1, 60])
@pytest.mark.parametrize("text", ["plain words", EVIL])
def test_html_is_whole_and_needs_nothing_from_outside(text: str, calls: int) -> None:
    page = rendered(full(text, calls), "html").decode()
    assert page.startswith("<!DOCTYPE html>")
    tree = ET.fromstring(page)  # noqa: S314 - the program made it
    read = Nesting(page)
    assert read.open == []
    assert len(read.ids) == len(set(read.ids))
    assert {link.removeprefix("#") for link in read.links} <= set(read.ids)
    assert not read.tags & {"script", "link", "img", "iframe", "object", "form"}
    assert "@import" not in page
    assert "url(" not in page
    for table in tree.iter(f"{HTML}table"):
        rows = [
            sum(int(cell.get("colspan", "1")) for cell in row) for row in table.iter(f"{HTML}tr")
        ]
        assert len(set(rows)) == 1
    assert len(list(tree.iter(f"{SVG}svg"))) == min(calls, 1)


@pytest.mark.parametrize("form", ["html", "markdown", "json"])
def test_values_mean_nothing_but_themselves(form: str) -> None:
    said = rendered(full(EVIL), form).decode()
    for control in ("\x00", "\x1b", "\u202e"):
        assert control not in said
    if form == "json":
        assert json.loads(said)["title"].startswith("</title><script>")
    else:
        lines = said.splitlines()
        code = [line for line in lines if form == "markdown" and line.startswith("    ")]
        assert "<script" not in "\n".join(line for line in lines if line not in code)
        assert all(lines[lines.index(line) - 1] == "" for line in code)
    if form == "markdown":
        rows = [line for line in said.splitlines() if line.startswith("|")]
        bars = [len(re.findall(r"(?<!\\)\|", line)) for line in rows]
        heads = {n: bars[n - 1] for n, line in enumerate(rows) if set(line) <= set("|- ")}
        width = 0
        for n, count in enumerate(bars):
            width = heads.get(n + 1, width)
            assert count == width
        assert "\n# " in said
        assert said.count("\n# ") == 1


@pytest.mark.parametrize("form", ["html", "markdown", "json"])
def test_the_same_content_gives_the_same_bytes_and_says_everything(form: str) -> None:
    report = full("needle")
    assert rendered(report, form) == rendered(report, form)
    for field in fields(content.Report):
        value = getattr(report, field.name)
        if isinstance(value, tuple):
            empty: dict[str, Any] = {field.name: ()}
            assert rendered(report, form) != rendered(replace(report, **empty), form)


def test_json_is_versioned() -> None:
    said = json.loads(rendered(full("x"), "json"))
    assert (said["schema"], said["document"]) == (1, "pwxwizard report")
    assert {field.name for field in fields(content.Report)} < set(said)


@pytest.mark.parametrize("machines", [5, 200])
def test_the_picture_stays_legible(machines: int) -> None:
    """Nothing leaves the drawing, no text leaves its box, no two boxes lie on each other."""
    calls = tuple(
        content.Connection(f"client-with-a-long-name-{n}", f"SRV{n % 4}", "sec, port 6001", "works")
        for n in range(machines)
    )
    drawn = pictures(calls)
    assert len(drawn) == (1 if machines == 5 else 4)
    named: set[str] = set()
    for picture in drawn:
        svg = ET.fromstring(picture.svg)  # noqa: S314 - the same
        _, _, width, height = map(float, svg.attrib["viewBox"].split())
        boxes = [
            tuple(float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
            for rect in svg.iter(f"{SVG}rect")
        ]
        for x, y, w, h in boxes:
            assert 0 <= x < x + w <= width
            assert 0 <= y < y + h <= height
        for n, (x, y, w, h) in enumerate(boxes):
            for a, b, c, d in boxes[n + 1 :]:
                assert x + w <= a or a + c <= x or y + h <= b or b + d <= y
        for text in svg.iter(f"{SVG}text"):
            assert 0 < float(text.attrib["y"]) < height
            if "sign" not in text.attrib["class"]:
                shown = "".join(text.itertext()).replace(text.findtext(f"{SVG}title") or "", "", 1)
                start = float(text.attrib["x"])
                assert any(x < start and start + len(shown) * 7.3 <= x + w for x, _, w, _ in boxes)
        named |= set(re.findall(r"client-with-a-long-name-\d+", picture.svg))
    assert len(named) == machines


def test_what_waits_for_a_passphrase_is_not_counted_as_working() -> None:
    now = content.Connection("A", "S", "sec, port 6001", "works")
    later = replace(now, client="B", to_fill_in=True)
    report = replace(full("x"), connections=(now, later))
    page = rendered(report, "html").decode()
    assert "<b>1</b> of them work, both ends as planned; <b>1</b> more once" in page
    assert page.count("works, once a passphrase is filled in") == 3
    assert "works, once a passphrase is filled in" in rendered(report, "markdown").decode()


def test_withdrawn_certificates_have_a_section_only_where_there_are_some() -> None:
    report = replace(full("x"), connections=())
    without = replace(report, withdrawn=())
    for form, head in (("html", "<h2>Withdrawn certificates"), ("markdown", "## Withdrawn")):
        assert head in rendered(report, form).decode()
        assert "Withdrawn" not in rendered(without, form).decode()


def test_what_is_written_and_not_proved_is_told_apart() -> None:
    lacking = content.Item("at-tls/ZOS1", "written", ("no policy listing yet",), "to be proved")
    report = replace(full("x"), items=(lacking, content.Item("dbmover/ZOS1", "written", ())))
    for form, cell in (("html", '"mark">{}</td>'), ("markdown", "| {} |")):
        page = rendered(report, form).decode()
        assert cell.format("written, to be proved") in page
        assert cell.format("written") in page
        assert "no policy listing yet" in page


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_each_digest_says_what_it_is_of(form: str) -> None:
    mark = "0123456789abcdef"
    report = replace(
        full("x"), evidence=(content.Proof("x", "dcm", "proved", "", "", "", mark * 4),)
    )
    page = rendered(report, form).decode()
    for head in ("the certificate or list", "the file", "what was judged, first 16 digits"):
        assert f"SHA-256 of {head}" in page
    assert mark in page
    assert mark * 2 not in page
