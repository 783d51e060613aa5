"""Every other kind of evidence: right, subtly wrong, cut off, and none at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pwxwizard import examine, handover
from tests.handover import samples
from tests.handover.estate import NOW, artifacts, project
from tests.handover.test_judge_racf import RIGHT as RING

ZOS, IBMI = "personal-certificate/ZOS1", "personal-certificate/AS400"
CALL = "ping/INTSVC->ZOS1.zossec"

RIGHT = [
    ("list", ZOS, samples.LIST),
    ("listchain", ZOS, samples.CHAIN),
    ("checkcert", ZOS, samples.CHECK),
    ("acf2-keyring", ZOS, samples.ACF2_RING),
    ("acf2-certificate", ZOS, samples.ACF2_CERTIFICATE),
    ("tss-keyring", ZOS, samples.TSS_RING),
    ("tss-certificate", ZOS, samples.TSS_CERTIFICATE),
    ("netstat-ttls", "at-tls/ZOS1", samples.NETSTAT),
    ("attls-log", "at-tls/ZOS1", samples.LOG),
    ("dcm", IBMI, samples.STORE),
    ("ping", CALL, samples.PING),
]


def judged(item: str, text: str) -> handover.Judgement:
    return handover.judge(project(), artifacts(), item, text, NOW)


@pytest.mark.parametrize(("kind", "item", "text"), RIGHT)
def test_what_is_as_planned_is_proved(kind: str, item: str, text: str) -> None:
    found = judged(item, text)
    assert (found.kind, found.verdict) == (kind, "proved"), found.lines


WRONG = [
    (ZOS, samples.LIST, "Status: TRUST", "Status: NOTRUST", "NOTRUST"),
    (ZOS, samples.LIST, "2032/04/05", "2030/04/05", "expired"),
    (ZOS, samples.LIST, "2029/12/31", "2030/12/31", "not valid yet"),
    (ZOS, samples.LIST, "1A2B3C4D5E6F", "1A2B3C4D5E70", "another certificate"),
    (ZOS, samples.LIST, "Private Key: YES", "Private Key: NO", "no private key"),
    (ZOS, samples.LIST, "for user PWXSTC", "for user TCPIP", "belongs to TCPIP"),
    (ZOS, samples.LIST, ">PWXRING<", ">OTHER<", "not connected"),
    (ZOS, samples.LIST, "Label: PWX ZOS1", "Label: pwx ZOS1", "'pwx ZOS1'"),
    (ZOS, samples.CHAIN, "chain is complete", "chain is incomplete", "incomplete"),
    (ZOS, samples.CHAIN, "PWXSTC/PWXRING", "PWXSTC/OTHER", "PWXSTC/OTHER"),
    (ZOS, samples.CHAIN, "ring in common:", "expired certificate(s)\n  ring in common:", "expired"),
    (ZOS, samples.CHAIN, "Status: TRUST", "Status: NOTRUST", "NOTRUST"),
    (ZOS, samples.CHAIN, "Label: PWX ZOS1", "Label: pwx ZOS1", "'pwx ZOS1'"),
    (ZOS, samples.CHAIN, "for user PWXSTC", "for user TCPIP", "belongs to TCPIP"),
    (ZOS, samples.CHAIN, "2032/04/05", "2030/04/05", "expired"),
    (ZOS, samples.CHAIN, "Private Key: YES", "Private Key: NO", "no private key"),
    (ZOS, samples.CHAIN, "1A2B3C4D5E6F", "1A2B3C4D5E70", "another certificate"),
    (
        ZOS,
        samples.CHAIN,
        samples.CHAIN[samples.CHAIN.index("Certificate 2") : samples.CHAIN.index("certificate(s)")],
        "Chain information:\n  Chain contains 1 ",
        "CA certificate that signed it is missing",
    ),
    (ZOS, samples.CHECK, "2039/12/30", "2030/01/02", "expired"),
    (ZOS, samples.CHECK, "0123456789ABCDEF", "0123456789ABCDEE", "none of the certificates"),
    (ZOS, samples.CHECK, "chain is complete", "chain is incomplete", "incomplete"),
    (ZOS, samples.ACF2_RING, "PWX ZOS1  ", "pwx zos1  ", "'pwx zos1'"),
    (ZOS, samples.ACF2_RING, "DEFAULT(PWXSTC.PZOS1)", "DEFAULT(PWXSTC.OTHER)", "default"),
    (ZOS, samples.ACF2_RING, "PERSONAL", "CERTAUTH", "usage is CERTAUTH"),
    (ZOS, samples.ACF2_RING, "  PWXSTC.PZOS1  ", "  TCPIP.PZOS1  ", "belongs to TCPIP"),
    (ZOS, samples.ACF2_RING, "RINGNAME(PWXRING)", "RINGNAME(pwxring)", "called pwxring"),
    (
        ZOS,
        samples.ACF2_RING,
        "   CERTAUTH.PWXCA1    Example PowerExchange CA   CERTAUTH\n",
        "",
        "Example PowerExchange CA",
    ),
    (ZOS, samples.ACF2_RING, "CA   CERTAUTH", "CA   PERSONAL", "usage PERSONAL"),
    (ZOS, samples.ACF2_CERTIFICATE, "/ PWXSTC.", "/ TCPIP.", "belongs to TCPIP"),
    (ZOS, samples.ACF2_CERTIFICATE, "1A2B3C4D5E6F", "1A2B3C4D5E70", "another certificate"),
    (ZOS, samples.ACF2_CERTIFICATE, ") TRUST", ") NOTRUST", "NOTRUST"),
    (ZOS, samples.ACF2_CERTIFICATE, "04/05/2032", "04/05/2030", "expired"),
    (ZOS, samples.ACF2_CERTIFICATE, "KEY: YES", "KEY: NO", "no private key"),
    (ZOS, samples.ACF2_CERTIFICATE, "LABEL(PWX", "LABEL(Pwx", "'Pwx ZOS1'"),
    (ZOS, samples.TSS_RING, "= PWX ZOS1", "= pwx ZOS1", "'pwx ZOS1'"),
    (ZOS, samples.TSS_RING, "DEFAULT = YES", "DEFAULT = NO ", "default"),
    (ZOS, samples.TSS_RING, "USAGE = PERSONAL", "USAGE = CERTSITE", "usage"),
    (ZOS, samples.TSS_RING, "ACID = PWXSTC  ", "ACID = PWXADM  ", "PWXADM"),
    (ZOS, samples.TSS_RING, "USAGE = CERTAUTH", "USAGE = PERSONAL", "usage PERSONAL"),
    (ZOS, samples.TSS_RING, "LABEL = PWXRING", "LABEL = pwxring", "called pwxring"),
    (
        ZOS,
        samples.TSS_RING,
        samples.TSS_RING[
            samples.TSS_RING.index("   ACID = CERTAUTH") : samples.TSS_RING.index(" TSS0300I")
        ],
        "",
        "Example PowerExchange CA",
    ),
    (ZOS, samples.TSS_CERTIFICATE, "= PWX ZOS1", "= pwx ZOS1", "'pwx ZOS1'"),
    (ZOS, samples.TSS_CERTIFICATE, "ID = PWXSTC", "ID = TCPIP ", "belongs to TCPIP"),
    (ZOS, samples.TSS_CERTIFICATE, "1A2B3C4D5E6F", "1A2B3C4D5E70", "another certificate"),
    (ZOS, samples.TSS_CERTIFICATE, "TRUST\n", "NOTRUST\n", "NOTRUST"),
    (ZOS, samples.TSS_CERTIFICATE, "04/05/32", "04/05/30", "expired"),
    (ZOS, samples.TSS_CERTIFICATE, "KEY = YES", "KEY = NO", "no private key"),
    ("at-tls/ZOS1", samples.NETSTAT, "TTLSRule: PWX_zossec", "TTLSRule: ALL_IN", "ALL_IN"),
    ("at-tls/ZOS1", samples.NETSTAT, "TLS Version 1.2", "TLS Version 1.0", "protocol"),
    ("at-tls/ZOS1", samples.NETSTAT, "..6001", "..2480", "2480"),
    ("at-tls/ZOS1", samples.NETSTAT, "PWXLST", "OTHER ", "the job OTHER"),
    ("at-tls/ZOS1", samples.LOG, "JOBNAME: PWXLST", "JOBNAME: OTHER", "the job OTHER"),
    ("at-tls/ZOS1", samples.LOG, "..6001", "..2480", "port 2480"),
    ("at-tls/ZOS1", samples.LOG, "RULE: PWX_zossec", "RULE: ALL_IN", "ALL_IN"),
    ("at-tls/ZOS1", samples.LOG, "STATUS: Enabled", "STATUS: Not Enabled", "not enabled"),
    (IBMI, samples.STORE, "Label: PWX AS400", "Label: PWX as400", "'PWX as400'"),
    (IBMI, samples.STORE, "private key: Yes", "private key: No", "no private key"),
    (IBMI, samples.STORE, "Trusted: Yes", "Trusted: No", "not trusted"),
    (IBMI, samples.STORE, "Valid until: 2032-04-05", "Valid to: 2030/04/05", "expired"),
    (IBMI, samples.STORE, "Valid until: 2032-04-05", "Status: Expired", "expired"),
    (CALL, samples.PING, "PWX-00755 DTLREXE Command OK!", "PWX-00652 TCP/IP SSL Error", "SSL"),
]


@pytest.mark.parametrize(("item", "text", "old", "new", "word"), WRONG)
def test_one_wrong_detail_is_told_with_what_to_do(
    item: str, text: str, old: str, new: str, word: str
) -> None:
    assert old in text
    found = judged(item, text.replace(old, new, 1))
    assert found.verdict == "wrong", found.lines
    bad = [line for line in found.lines if line.verdict == "wrong"]
    assert any(word.lower() in line.remark.lower() for line in bad), bad
    assert all(line.fix for line in bad)


def test_an_error_of_at_tls_is_told_with_its_meaning() -> None:
    found = judged("at-tls/ZOS1", samples.LOG_ERROR)
    assert found.verdict == "wrong"
    assert "202" in found.summary


CUT = [
    (ZOS, samples.LIST, "  Serial Number:"),
    (ZOS, samples.LIST, "  Ring Associations:"),
    (ZOS, samples.CHAIN, "Chain information:"),
    (ZOS, samples.CHECK, "Chain information:"),
    (ZOS, samples.ACF2_RING, "   CERTAUTH.PWXCA1"),
    (ZOS, samples.ACF2_CERTIFICATE, "   PRIVATE KEY"),
    (ZOS, samples.TSS_RING, "   ACID = CERTAUTH"),
    (ZOS, samples.TSS_CERTIFICATE, "   PRIVATE KEY"),
    ("at-tls/ZOS1", samples.NETSTAT, "EZZ2592I TTLSRule"),
    ("at-tls/ZOS1", samples.LOG, " 192.0.2.10..6001"),
    (IBMI, samples.STORE, "Label: Example"),
    (CALL, samples.PING, "PWX-00755"),
]


@pytest.mark.parametrize(("item", "text", "end"), CUT)
def test_what_is_cut_off_is_not_enough(item: str, text: str, end: str) -> None:
    found = judged(item, text[: text.index(end)] + ("NETSTAT TTLS" if "EZZ" in end else ""))
    assert found.verdict == "not enough", found.lines


@pytest.mark.parametrize(
    "spoilt",
    [
        samples.LIST.replace("  Label", "1 RACF          PAGE    2\n  Label"),
        "\n".join(" " + line for line in samples.LIST.splitlines()).replace(
            "  RACDCERT", "1 RACDCERT"
        ),
        samples.LIST.replace("\n", "\r\n"),
        samples.LIST.replace("Status", "STATUS")
        .replace("End Date", "END DATE")
        .replace("Key:", "KEY:"),
        samples.LIST.replace(
            ">CN=zos1.example.com.O=Example.C=US<", ">CN=zos1.example.com.O=Exa\n       mple.C=US<"
        ),
    ],
)
def test_control_columns_headings_line_ends_and_wrapping_do_no_harm(spoilt: str) -> None:
    assert judged(ZOS, spoilt).verdict == "proved", judged(ZOS, spoilt).lines


@pytest.mark.parametrize(("kind", "item", "text"), [("listring", ZOS, RING), *RIGHT])
def test_every_kind_is_read_through_what_printers_and_mail_do_to_it(
    kind: str, item: str, text: str
) -> None:
    lines = text.splitlines()
    heading = "1PAGE 0002   JOB PWX6LIST   12/01/30"
    for spoilt in (
        "".join(f" {line}\n" for line in lines),
        text.replace("\n", "\r\n"),
        "\n".join([*lines[:3], heading, *lines[3:]]),
        "".join(f"{line:100}\n" for line in lines),
    ):
        found = judged(item, spoilt)
        assert (found.kind, found.verdict) == (kind, "proved"), found.lines
    assert judged(item, text.lower()).verdict == "not enough" or kind == "checkcert"


def test_certificates_that_the_chain_counts_and_the_text_lacks_are_told() -> None:
    start, stop = (samples.CHAIN.index(part) for part in ("Certificate 2", "Chain information"))
    found = judged(ZOS, samples.CHAIN[:start] + samples.CHAIN[stop:])
    assert found.verdict == "not enough"
    assert "1 of them" in found.summary


def test_a_ca_that_a_store_does_not_show_is_not_proved() -> None:
    found = judged(IBMI, samples.STORE[: samples.STORE.index("Label: Example")])
    assert found.verdict == "not enough"
    assert "Example PowerExchange CA" in found.summary


def test_a_listing_in_small_letters_is_read_but_proves_no_label() -> None:
    found = judged(ZOS, samples.LIST.lower())
    assert found.verdict == "not enough"
    assert [line.remark for line in found.lines if line.verdict != "proved"] == [
        "The text has lost upper and lower case, so the label cannot be compared."
    ]


def test_national_characters_of_another_code_page_are_the_same_user() -> None:
    changed = project({"listener": {"zossec": {"port": 6001, "job": "PWXLST", "user": "PWX@STC"}}})
    text = samples.LIST.replace("PWXSTC", "PWX§STC")
    assert handover.judge(changed, artifacts(), ZOS, text, NOW).verdict == "proved"


def test_text_that_is_no_listing_is_not_enough() -> None:
    found = judged(ZOS, "Dear colleague, it is done.")
    assert (found.kind, found.verdict) == ("", "not enough")


def test_an_item_of_no_machine_is_not_enough() -> None:
    assert judged("personal-certificate/NOBODY", samples.LIST).verdict == "not enough"


def test_only_a_ping_of_the_node_proves_a_connection() -> None:
    other = samples.PING.replace("zossec", "as400sec")
    refused = judged(CALL, other)
    assert (refused.verdict, refused.summary) == (
        "not enough",
        "This is the output for as400sec; zossec is wanted.",
    )
    assert "PING zossec" in refused.lines[0].fix
    both = judged(CALL, other + samples.PING)
    assert both.verdict == "proved"
    assert both.lines[0].number == 6
    unnamed = judged(CALL, "PWX-00755 DTLREXE Command OK!")
    assert unnamed.verdict == "proved"
    assert unnamed.summary.endswith("The output names no node.")
    assert judged("ping/INTSVC->ZOS1.nowhere", samples.PING).verdict == "not enough"


def test_every_packet_tells_what_is_to_come_back() -> None:
    """The listings are those that the items of the steps are proved by."""
    known, reader = project(), artifacts()
    items = {item.name: item for item in examine.items(known, reader)}
    told = {}
    for packet in handover.packets(known, reader):
        back = packet.wanted
        if back is not None:
            told[packet.folder] = str(back)
            item = items[back.item]
            assert back.kinds == item.step.proofs_of(known, item.subject)
            # The page and the dialog name the same listings, and the page the item that they prove.
            page = " ".join(packet.files["README.txt"].decode().split())
            assert f"he {str(back).removeprefix('the ')}" in page
            assert f"it proves the item {back.item}." in page
            assert all(sentence in page for sentence in back.more)
    assert told == {
        "security/ZOS1": "the whole output of RACDCERT LISTRING and RACDCERT LIST, job PWX6LIST",
        "network/ZOS1": "the whole output of pasearch -t",
        "ibmi/AS400": "the whole output of DCM or dcmview",
    }


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_part_of_any_listing_is_judged_without_a_fault(data: st.DataObject) -> None:
    _, item, text = data.draw(st.sampled_from(RIGHT))
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, len(text)))
    noise = data.draw(st.text(max_size=20))
    found = judged(item, text[:start] + noise + text[stop:])
    assert found.verdict in {"proved", "wrong", "not enough"}
    assert found.verdict == "proved" or found.summary


JOB = {
    "racf": (RING, samples.LIST, samples.CHAIN),
    "acf2": (samples.ACF2_RING, samples.ACF2_CERTIFICATE),
    "topsecret": (samples.TSS_RING, samples.TSS_CERTIFICATE),
}


@pytest.mark.parametrize("manager", JOB)
def test_every_listing_of_a_whole_job_is_judged(manager: str) -> None:
    changed = project({"security_manager": manager})
    text = "READY\n".join(JOB[manager])
    found = handover.judge_each(changed, artifacts(), ZOS, text, NOW)
    assert {(one.kind, one.verdict) for one in found} >= {
        (kind, "proved") for kind in handover.certificate_proofs(changed.machine["ZOS1"])
    }
    assert len(found) == len(JOB[manager])
    assert len({one.digest for one in found}) == 1


def test_line_numbers_are_those_of_the_whole_text() -> None:
    text = RING + samples.LIST.replace("Status: TRUST", "Status: NOTRUST")
    ring, certificate = handover.judge_each(project(), artifacts(), ZOS, text, NOW)
    assert (ring.verdict, certificate.verdict) == ("proved", "wrong")
    (bad,) = [line for line in certificate.lines if line.verdict == "wrong"]
    assert "NOTRUST" in text.splitlines()[bad.number - 1]


def test_a_single_listing_is_judged_as_it_is() -> None:
    for kind, item, text in RIGHT:
        (found,) = handover.judge_each(project(), artifacts(), item, text, NOW)
        assert found == judged(item, text), kind


@pytest.mark.parametrize("manager", JOB)
def test_what_comes_back_is_what_the_last_job_lists(manager: str) -> None:
    changed = project({"security_manager": manager})
    (packet,) = handover.packets(changed, artifacts(), role="security")
    seen = handover.view(changed, changed.machine["ZOS1"], artifacts())
    path, task = handover.jobs(handover.ring_setup(seen), seen)[-1]
    back = packet.wanted
    assert back is not None
    assert back.job == path.removeprefix("jcl/").removesuffix(".jcl")
    listed = {handover.recognise(f"{one.setting}\n{one.text}") for one in task.commands}
    # ACF2 shows what is listed only in its answer
    assert listed - {""} <= {*back.kinds, *back.beside}
    assert {*back.beside} <= listed
