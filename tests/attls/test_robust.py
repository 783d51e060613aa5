"""Nothing that can be in a file, a question or a listing makes the engine fail."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import pwxwizard.attls
from pwxwizard import attls
from tests.attls.samples import GOOD, GRAMMAR, LISTENER, policies
from tests.attls.test_pasearch import listing, shown

LINES = GOOD.decode().splitlines()
WORDS = sorted({word for line in LINES for word in line.split()} | {"9" * 5000, "::", "a/b", "-"})


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["drop", "double", "word", "move"]))
        if kind == "drop":
            del lines[place]
        elif kind == "double":
            lines.insert(place, lines[place])
        elif kind == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(place))
        else:
            words = lines[place].split() or [""]
            words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(WORDS))
            lines[place] = " ".join(words)
    return "\n".join(lines).encode()


@settings(max_examples=300, deadline=None)
@given(damaged(), st.sampled_from(GRAMMAR.releases))
def test_a_damaged_policy_is_judged_not_stumbled_over(data: bytes, release: str) -> None:
    file = attls.parse(data)
    found = attls.resolve([file], GRAMMAR)
    findings = attls.check([file], GRAMMAR, release=release, certificate_key="rsa", plain_ports=[5])
    for finding in findings:
        assert finding.code in attls.FINDINGS
        assert finding.message
        assert 0 <= finding.where.line <= len(file.lines)
    for rule in found.rules:
        assert attls.effective(found, rule.name, release=release).rule == rule.name
    attls.shadows(found)
    result = attls.match(found, attls.Query("PWXLST", 6001), release=release)
    assert result.outcome in {"clear", "tls", "application", "fails"}
    edited = attls.merge(data, (LISTENER,), GRAMMAR, release=release)
    assert attls.undo(edited.data) == data
    assert attls.parse(attls.pretty(file, GRAMMAR)).problems == file.problems or not any(
        problem.fault != "shared-line" for problem in file.problems
    )


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_judged(data: bytes) -> None:
    file = attls.parse(data)
    attls.check([file], GRAMMAR)
    attls.pretty(file, GRAMMAR)
    attls.counts([file])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_listing_is_read(data: st.DataObject) -> None:
    lines = listing(shown(), shown("Other", port="7")).splitlines()
    for _ in range(3):
        place = data.draw(st.integers(0, len(lines) - 1))
        lines[place] = data.draw(st.sampled_from(["", "x: y  z: ", lines[place][:20], "  a:b"]))
    report = attls.read_pasearch("\n".join(lines))
    attls.compare(report, policies(GOOD), (LISTENER,))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_as_a_listing(text: str) -> None:
    assert attls.read_pasearch(text).rules == ()


def test_every_finding_of_the_table_is_given_somewhere() -> None:
    folder = Path(pwxwizard.attls.__file__).parent
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in folder.glob("*.py")
        if not path.name.endswith("_findings.py")
    )
    assert [known for known in attls.FINDINGS if f'"{known}"' not in code] == []
