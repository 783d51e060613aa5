"""Whatever legal answers: no line too long, every command and every value intact, limits told."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pwxwizard.errors import UsageError
from pwxwizard.zos import (
    DIALECTS,
    ClientMapping,
    Command,
    RingSetup,
    Source,
    Task,
    TrustedCa,
    Where,
    catalogue,
    check_setup,
    jcl,
    tso_lines,
)
from tests.zos.joiner import join, tokens, values

_INNER = st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_categories=["Cc"])


def _text(longest: int) -> st.SearchStrategy[str]:
    text = st.text(_INNER, min_size=1, max_size=longest)
    return text.filter(lambda one: one == one.strip() and "\xa0" not in one and "\xad" not in one)


USERS = st.from_regex(r"[A-Z@#$][A-Z0-9@#$]{0,7}", fullmatch=True)
LABELS = _text(32)
RINGS = st.from_regex(r"[A-Za-z0-9@$_][A-Za-z0-9@$._-]{0,236}", fullmatch=True)
NAMES = _text(64).filter(lambda one: '"' not in one)
PREFIXES = st.from_regex(r"[A-Z][A-Z0-9]{0,6}(\.[A-Z][A-Z0-9]{0,6}){0,2}", fullmatch=True)


@st.composite
def setups(draw: st.DrawFn) -> RingSetup:
    parts = [("CN", draw(NAMES)), ("O", draw(NAMES)), ("C", "US")]
    return RingSetup(
        machine=draw(st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,31}", fullmatch=True)),
        source=draw(st.sampled_from(Source)),
        user=draw(USERS),
        owner=draw(USERS),
        ring=draw(RINGS),
        label=draw(LABELS),
        subject=tuple(parts),
        hosts=("zos1.example.com", "192.0.2.10"),
        key=draw(st.sampled_from(["rsa-2048", "rsa-4096", "p-256"])),
        not_after="2032-04-05",
        ca_not_after="2039-12-30",
        cas=tuple(TrustedCa(label) for label in draw(st.lists(LABELS, max_size=3, unique=True))),
        readers=tuple(draw(st.lists(USERS, max_size=2, unique=True))),
        access=draw(st.sampled_from(["rdatalib", "facility"])),
        prefix=draw(PREFIXES),
        mappings=(ClientMapping("CLIENT", draw(USERS), tuple(parts)),),
    )


def commands(tasks: tuple[Task, ...]) -> list[Command]:
    return [command for task in tasks for command in task.commands]


@settings(max_examples=150, deadline=None)
@given(setups(), st.sampled_from(sorted(DIALECTS)))
def test_any_legal_answers_give_lines_that_fit_and_join(setup: RingSetup, manager: str) -> None:
    assert not [one for one in check_setup(setup, catalogue()) if one.severity == "error"]
    for command in commands(DIALECTS[manager](setup)):
        for text in filter(None, (command.text, command.undo)):
            lines = tso_lines(text)
            assert max(map(len, lines)) <= 72
            assert tokens(join(lines)) == tokens(text)
            assert values(join(lines)) == values(text)
    for task in DIALECTS[manager](setup):
        for line in jcl("PWXJOB", task.commands, comments=(task.title,)).splitlines():
            limit = 71 if line.startswith("//") else 72
            assert len(line) <= limit, line


@settings(max_examples=60, deadline=None)
@given(LABELS, NAMES)
def test_labels_and_names_reach_racf_as_they_were_answered(label: str, name: str) -> None:
    setup = RingSetup(
        "ZOS1",
        Source.REQUEST,
        "PWXSTC",
        "PWXSTC",
        "R",
        label,
        (("CN", name),),
        not_after="2032-04-05",
    )
    made = [one.text for one in commands(DIALECTS["racf"](setup)) if " GENCERT " in one.text]
    assert {label, name} <= set(values(join(tso_lines(made[0]))))


SETUP = RingSetup("ZOS1", Source.REQUEST, "PWXSTC", "PWXSTC", "PWXRING", "PWX ZOS1")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"label": "x" * 33}, "SEC001"),
        ({"label": " x"}, "SEC001"),
        ({"label": "za\u017c\u00f3\u0142\u0107"}, "SEC001"),
        ({"ring": "has blank"}, "SEC001"),
        ({"ring": "has#sign"}, "SEC001"),
        ({"ring": "r" * 238}, "SEC001"),
        ({"user": "TOOLONG99"}, "SEC001"),
        ({"owner": "1ABC"}, "SEC001"),
        ({"prefix": "A.B.C.D.E.F.G.H.I.J.K.L.M.N.O.P.Q.R.S.T.U.V"}, "SEC001"),
        ({"prefix": "LOWER.case"}, "SEC001"),
        ({"user": ""}, "SEC004"),
        ({"subject": (("DC", "example"),)}, "SEC003"),
        ({"subject": (("CN", "x" * 65),)}, "SEC001"),
        ({"hosts": ("a.example.com", "b.example.com")}, "SEC002"),
        ({"hosts": ("192.0.2.1", "192.0.2.2")}, "SEC002"),
        ({"not_after": ""}, "SEC006"),
        ({"access": "facility", "readers": ("PWXSTC", "OTHER")}, "SEC008"),
        ({"mappings": (ClientMapping("C", "", (("CN", "c"),)),)}, "SEC007"),
    ],
)
def test_what_is_not_taken_is_told_before_any_job_is_made(
    change: dict[str, Any], code: str
) -> None:
    plain = replace(SETUP, not_after="2032-04-05", subject=(("CN", "zos1"),))
    changed = replace(plain, **change)
    assert code in {one.code for one in check_setup(changed, catalogue())}


def test_names_without_room_are_told_with_what_else_can_be_done() -> None:
    hosts = ("a.example.com", "192.0.2.1", "b.example.com", "192.0.2.2")
    told = {}
    for source in Source:
        setup = replace(SETUP, source=source, hosts=hosts, not_after="2032-04-05")
        found = [one for one in check_setup(setup, catalogue()) if one.code == "SEC002"]
        told[source] = found[0].message if found else ""
    assert "the wizard's own CA does" in told[Source.REQUEST]
    assert "personal_certificate.source with create" in told[Source.SECURITY_MANAGER]
    assert all("b.example.com, 192.0.2.2" in told[one] for one in ("request", "security-manager"))
    assert (told[Source.PKCS12], told[Source.EXISTING]) == ("", "")


def test_every_step_but_the_first_runs_only_after_return_code_0() -> None:
    tasks = DIALECTS["racf"](SETUP)
    text = jcl("PWXRING", next(task for task in tasks if task.job == "RING").commands)
    steps = [line for line in text.splitlines() if " EXEC " in line]
    assert len(steps) > 2
    assert "COND" not in steps[0]
    assert all(step.endswith(",COND=(0,LT)") for step in steps[1:])
    assert text.count("SYSTSIN") == len(steps)


def test_a_job_s_data_ends_only_where_it_is_meant_to() -> None:
    odd = Command("@@ " + "//" * 60, Where.TSO, "", "", "", SETUP_PROVENANCE)
    text = jcl("PWXODD", (odd,))
    assert "DLM='##'" in text


SETUP_PROVENANCE = commands(DIALECTS["racf"](SETUP))[0].provenance


def test_no_job_holds_a_passphrase_or_its_place() -> None:
    for manager, tasks in DIALECTS.items():
        for task in tasks(RingSetup("Z", Source.PKCS12, "U", "U", "R", "L")):
            assert not (task.job and any(one.by_hand for one in task.commands)), (
                manager,
                task.title,
            )


def test_a_job_name_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError):
        jcl("TOOLONGNAME", ())


def test_a_correction_of_the_catalogue_reaches_the_command() -> None:
    change = {"racf": {"command": {"add-ring": {"text": "RACDCERT ADDRING({ring}) ID({owner})"}}}}
    texts = [one.text for one in commands(DIALECTS["racf"](SETUP, change))]
    assert "RACDCERT ADDRING(PWXRING) ID(PWXSTC)" in texts


def test_every_command_says_what_it_does_and_where_its_form_comes_from() -> None:
    tables = catalogue()
    for manager in DIALECTS:
        for key, table in tables[manager]["command"].items():
            assert table["about"].endswith("."), key
            assert table["source"], key
            assert table["confidence"] in {"documented", "displayed", "assumed"}, key
            assert table["confidence"] == "assumed" or not table["source"].startswith("remembered")
