"""Packets: complete, without secrets, readable alone, and the same bytes every time."""

import hashlib
import io
import re
import zipfile
from typing import Any

import pytest

from pwxwizard import handover, resources
from tests.handover.estate import Files, artifacts, project

ALL = [
    ("security", "ZOS1"),
    ("network", "ZOS1"),
    ("powerexchange", "ZOS1"),
    ("powerexchange", "INTSVC"),
    ("powerexchange", "WINNAV"),
    ("ibmi", "AS400"),
]


def test_every_role_gets_its_packet_for_every_machine_it_is_for() -> None:
    found = handover.packets(project(), artifacts())
    assert [(one.role, one.machine) for one in found] == ALL


@pytest.mark.parametrize(("role", "machine"), ALL)
def test_one_packet_can_be_asked_for(role: str, machine: str) -> None:
    (found,) = handover.packets(project(), artifacts(), role=role, machine=machine)
    assert found.folder == f"{role}/{machine}"


def test_the_same_project_gives_the_same_bytes_zip_included() -> None:
    first = handover.packets(project(), artifacts())
    second = handover.packets(project(), artifacts())
    assert [dict(one.files) for one in first] == [dict(one.files) for one in second]
    assert [handover.as_zip(one) for one in first] == [handover.as_zip(one) for one in second]
    assert handover.ansible(project(), artifacts()) == handover.ansible(project(), artifacts())


def test_a_zip_opens_with_the_packet_s_files_and_fixed_marks() -> None:
    (packet,) = handover.packets(project(), artifacts(), role="security")
    with zipfile.ZipFile(io.BytesIO(handover.as_zip(packet))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(f"security/ZOS1/{path}" for path in packet.files)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}


def test_the_checksums_are_those_of_the_files() -> None:
    for packet in handover.packets(project(), artifacts()):
        lines = packet.files["SHA256SUMS"].decode().splitlines()
        listed = {line.partition("  ")[2]: line.partition("  ")[0] for line in lines}
        assert set(listed) == set(packet.files) - {"SHA256SUMS"}
        for path, digest in listed.items():
            assert hashlib.sha256(packet.files[path]).hexdigest() == digest


def test_private_keys_are_named_by_checksum_and_never_packed() -> None:
    canary = b"KEY-MATERIAL-CANARY"
    files = artifacts()
    for path in list(files.files):
        if "personal" in path:
            files.files[path] = canary
    found = [*handover.packets(project(), files), handover.ansible(project(), files)]
    for packet in found:
        assert not [path for path, content in packet.files.items() if canary in content]
    digest = hashlib.sha256(canary).hexdigest()
    assert any(one.sha256 == digest and one.separate for one in found[0].transfers)
    assert digest.encode() in found[0].files["README.txt"]


@pytest.mark.parametrize("value", ["PASS=canary77", "PASSEP=CA9A57C0FFEE"])
def test_a_dbmover_file_with_a_passphrase_is_carried_separately(value: str) -> None:
    files = artifacts()
    text = f"SSL=({value},CALIST=/opt/pwx/ssl/ca-list.pem,PERSONAL=/opt/pwx/ssl/personal.pem)\n"
    files.files["sample.pwx/artifacts/INTSVC/dbmover.cfg"] = text.encode()
    (packet,) = handover.packets(project(), files, machine="INTSVC")
    secret = value.partition("=")[2].encode()
    assert not [path for path, content in packet.files.items() if secret in content]
    assert packet.transfers[0].separate


def test_what_has_not_been_written_yet_is_told() -> None:
    (packet,) = handover.packets(project(), Files({}), role="security")
    assert packet.missing == ("files/ca-1.pem", "sample.pwx/artifacts/ZOS1/personal.p12")
    assert b"not written yet" in packet.files["README.txt"]


@pytest.mark.parametrize("source", ["create", "request"])
def test_a_renewal_says_so_and_what_becomes_of_the_earlier_certificate(source: str) -> None:
    texts = [
        handover.packets(
            project({"personal_certificate": {"source": source, "renewal": number}}),
            artifacts(),
            role="security",
        )[0]
        .files["README.md"]
        .decode()
        for number in (0, 1)
    ]
    assert "This is a renewal" not in texts[0]
    assert "This is a renewal: ZOS1 should have an earlier certificate" in texts[1]
    for text in texts:
        assert ("NEWLABEL(" in text) is (source == "create")
        assert ("its key may stay, leave this out" in text) is (source == "request")


def test_each_file_for_z_os_has_its_mode_and_record_format() -> None:
    (packet,) = handover.packets(project(), artifacts(), role="security")
    modes = {transfer.path.rpartition("/")[2]: transfer for transfer in packet.transfers}
    assert modes["ca-1.pem"].mode == "text"
    assert modes["personal.p12"].mode == "binary"
    assert {transfer.allocation for transfer in packet.transfers} == {"RECFM=VB, LRECL=84"}


def test_plain_text_fits_a_screen_and_says_what_markdown_says() -> None:
    for packet in handover.packets(project(), artifacts()):
        plain, marked = (packet.files[f"README.{kind}"].decode() for kind in ("txt", "md"))
        prose = [line for line in plain.splitlines() if " " in line.strip() and ">" not in line]
        assert not [line for line in prose if len(line) > 120]
        for line in re.findall(r"(?m)^    (RACDCERT .*|F PAGENT.*|dtlrexe .*)$", marked):
            assert line in plain


def test_a_packet_explains_the_words_that_it_uses_and_no_others() -> None:
    table = resources.toml("catalogue/handover.toml")["word"]
    seen: set[str] = set()
    shapes: tuple[dict[str, Any], ...] = (
        {},
        {"security_manager": "topsecret", "personal_certificate": {"source": "request"}},
        {"at_tls": {"client_auth_type": "SAFCheck"}},
    )
    for shape in shapes:
        for packet in handover.packets(project(shape), artifacts()):
            body, _, words = packet.files["README.md"].decode().partition("\n## Words\n")
            explained = re.findall(r"(?m)^- \*\*(.+?):\*\* (.+)$", words)
            seen |= {word for word, _ in explained}
            text = body + "\n".join(meaning for _, meaning in explained)
            for word, meaning in table.items():
                used = any(
                    part in (text.lower() if part.islower() else text) for part in word.split(", ")
                )
                assert used or (word, meaning) not in explained, (packet.folder, word)
            for term in (
                "AT-TLS",
                "PKCS #12",
                "DBMOVER",
                "SHA-256",
                "SAFCheck",
                "RDATALIB",
                "UACC",
            ):
                assert term not in body or (term, table[term]) in explained, (packet.folder, term)
    assert seen == set(table)


def test_forms_that_are_only_remembered_are_marked_and_told() -> None:
    changed = project({"security_manager": "acf2"})
    (packet,) = handover.packets(changed, artifacts(), role="security")
    assert b"CHECK THIS FORM AGAINST YOUR MANUAL" in packet.files["README.txt"]
    assert {one.code for one in packet.findings} == {"SEC005"}


def test_nothing_of_a_packet_names_the_place_it_was_made_at() -> None:
    for packet in handover.packets(project(), artifacts()):
        for path, content in packet.files.items():
            assert not re.search(rb"/(home|root|work|tmp)/(?!PWXTLS)", content), path


@pytest.mark.parametrize("width", [40, 58, 77])
def test_on_a_narrow_screen_paragraphs_are_wrapped_anew_and_commands_stay(width: int) -> None:
    for packet in handover.packets(project(), artifacts()):
        page = packet.files["README.txt"].decode()
        narrow = handover.read(packet, "README.txt", width)
        assert narrow != page
        assert "".join(narrow.split()) == "".join(page.split())
        code = [line for line in page.splitlines() if re.match(r"(RACDCERT|F PAGENT|//) ?.*", line)]
        assert [line for line in narrow.splitlines() if line in code] == code
        # A line ends only where the next word has no room, so none is ragged.
        intro = narrow.splitlines()[: narrow.splitlines().index("")]
        assert max(map(len, intro)) <= max(width, len(packet.title))


def test_on_a_wide_screen_and_of_other_files_the_packet_s_own_text_is_read() -> None:
    for packet in handover.packets(project(), artifacts()):
        for path, content in packet.files.items():
            for width in (78, 200) if path == "README.txt" else (20, 200):
                assert handover.read(packet, path, width) == content.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("second", "rules", "ports"),
    [({}, "The rule PWX_zossec,", "port 6001,"), ({"port": 6009}, "The rules PWX_", "ports 600")],
)
def test_one_rule_is_no_list_of_rules(second: dict[str, int], rules: str, ports: str) -> None:
    more = {"second": {"job": "PWXLST", "user": "PWXSTC", **second}} if second else {}
    changed = project({"listener": more})
    (packet,) = handover.packets(changed, artifacts(), role="network")
    page = packet.files["README.md"].decode()
    assert rules in page
    assert f"direction Inbound, {ports}" in page
