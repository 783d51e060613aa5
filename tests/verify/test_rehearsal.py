"""Rehearsals: who refuses, with what alert, and the keys of a project's own files."""

from dataclasses import replace
from typing import Any

import pytest

from pwxwizard import pki
from pwxwizard.errors import RefusedError
from pwxwizard.trust import luw_client, predict, zos_server
from pwxwizard.verify import Rehearsal, agrees, rehearse, rehearse_all, rehearse_connection
from pwxwizard.world import Found
from tests.trust import authority, estate, pairs
from tests.trust.estate import MemoryReader, path

PASSPHRASE = "correct horse battery staple"


def tried(server_kind: str = "good", client_kind: str = "good", **changes: Any) -> Rehearsal:
    own = None if client_kind == "none" else authority.leaf(client_kind, "ec", "client").key
    server = pairs.server(server_kind, **changes)
    client = pairs.client(client_kind)
    return rehearse(server, client, authority.leaf(server_kind).key, own, authority.NOW)


def files() -> dict[str, bytes]:
    """Return the artifacts of the estate with the files that hold the keys."""
    found = estate.files()
    for machine in ("INTSVC", "WIN1"):
        made = authority.leaf("good", "ec", "client" if machine == "WIN1" else "server")
        packed = pki.personal_pem(made.certificate, (), made.key, PASSPHRASE)
        found[path(machine, "personal.pem")] = packed
    for machine, platform in (("ZOS1", "zos"), ("AS400", "ibmi")):
        made = authority.leaf("good")
        form = pki.pkcs12_form(platform).form
        found[path(machine, "personal.p12")] = pki.pkcs12(
            made.certificate, made.key, (), machine, PASSPHRASE, form
        )
    return found


def test_mutual_authentication_succeeds_with_all_its_facts() -> None:
    rehearsal = tried()

    assert rehearsal == replace(
        Rehearsal("succeeded", "TLSv1.3", "TLS_AES_256_GCM_SHA384", True, True, True),
        client_asked=True,
        steps=rehearsal.steps,
    )
    server, client = pairs.server().machine, pairs.client().machine
    assert rehearsal.steps[-3:] == (
        f"{server} asks for a client certificate; {client} sends it.",
        f"{server} checks it and accepts it.",
        "Both ends are through: TLSv1.3 with TLS_AES_256_GCM_SHA384.",
    )


@pytest.mark.parametrize(
    ("version", "alert", "late"),
    [("TLSv1.2", "handshake_failure", False), ("TLSv1.3", "certificate_required", True)],
)
def test_a_missing_client_certificate_is_refused_by_the_server(
    version: str, alert: str, late: bool
) -> None:
    rehearsal = tried(client_kind="none", protocols=(version,))

    assert (rehearsal.outcome, rehearsal.who_refused) == ("failed", "server")
    assert rehearsal.alert == alert
    assert not rehearsal.client_certificate_sent
    assert any("comes late" in step for step in rehearsal.steps) is late
    assert not any("accepts" in step or "through:" in step for step in rehearsal.steps)


@pytest.mark.parametrize(
    ("server_kind", "client_kind", "who", "alert", "reason"),
    [
        ("expired", "good", "client", "certificate_expired", "has expired"),
        ("untrusted", "good", "client", "unknown_ca", "not trusted"),
        ("self-signed", "good", "client", "unknown_ca", "self-signed"),
        ("good", "expired", "server", "certificate_expired", "has expired"),
        ("good", "untrusted", "server", "unknown_ca", "not trusted"),
        ("good", "server-only", "server", "unsupported_certificate", "not for this use"),
    ],
)
def test_who_refuses_and_why(
    server_kind: str, client_kind: str, who: str, alert: str, reason: str
) -> None:
    rehearsal = tried(server_kind, client_kind)

    assert (rehearsal.outcome, rehearsal.who_refused) == ("failed", who)
    assert rehearsal.alert == alert
    assert reason in rehearsal.reason
    peer = pairs.client().machine if who == "server" else pairs.server().machine
    told = f"refuses the certificate of {peer} and ends the handshake: {rehearsal.reason}."
    assert rehearsal.steps[-1].endswith(told)


@pytest.mark.parametrize(
    ("kind", "client_kind", "outcome", "told"),
    [
        ("PassThru", "none", "succeeded", "goes on without one"),
        ("PassThru", "expired", "succeeded", "accepts it without validating it"),
        ("PassThru", "malformed", "failed", "refuses the certificate of"),
        ("Full", "none", "succeeded", "goes on without one"),
        ("Full", "expired", "failed", "refuses the certificate of"),
        ("Required", "none", "failed", "ends the handshake: "),
        ("SAFCheck", "good", "succeeded", "checks it and accepts it"),
    ],
)
def test_client_auth_types_are_simulated(
    kind: str, client_kind: str, outcome: str, told: str
) -> None:
    policy = zos_server("ServerWithClientAuth", kind)
    rehearsal = tried(client_kind=client_kind, policy=policy)

    assert rehearsal.outcome == outcome
    assert told in " ".join(rehearsal.steps)


def test_the_user_lookup_is_named_as_simulated() -> None:
    policy = zos_server("ServerWithClientAuth", "SAFCheck")
    taken = tried(policy=policy)
    nobody = tried(policy=policy, users=())

    assert any(step.startswith("Simulated") for step in taken.steps)
    assert (nobody.outcome, nobody.who_refused) == ("failed", "server")


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_key_of_another_certificate_is_noticed(kind: str) -> None:
    rehearsal = rehearse(
        pairs.server(),
        pairs.client(),
        authority.key(kind, 99),
        authority.leaf("good", "ec", "client").key,
        authority.NOW,
    )

    assert (rehearsal.outcome, rehearsal.who_refused) == ("failed", "server")
    assert "key" in rehearsal.reason


def test_a_difference_is_a_finding() -> None:
    prediction = predict(pairs.server(), pairs.client(), authority.NOW)
    rehearsal = tried("expired")
    (finding,) = agrees(prediction, rehearsal)

    assert finding.code == "VER001"
    assert "succeeded" in finding.message
    assert agrees(replace(prediction, verdict="unknown"), rehearsal) == ()


def test_a_project_is_rehearsed_with_its_own_files() -> None:
    asked: list[str] = []

    def passphrase(machine: str) -> str:
        asked.append(machine)
        return PASSPHRASE

    results = list(rehearse_all(estate.project(), MemoryReader(files()), passphrase, authority.NOW))

    assert [one.name for one, *_ in results] == [
        "INTSVC->ZOS1.SEC",
        "INTSVC->AS400.ASSEC",
        "WIN1->INTSVC.INTSEC",
    ]
    for _, prediction, rehearsal, findings in results:
        assert findings == ()
        assert prediction.verdict == "works"
        assert rehearsal is not None
        assert rehearsal.outcome == "succeeded"
        assert rehearsal.client_authenticated
    assert sorted(asked) == ["AS400", "INTSVC", "WIN1", "ZOS1"]


def test_rehearsing_is_lazy() -> None:
    reader = MemoryReader(files())
    next(rehearse_all(estate.project(), reader, lambda _: PASSPHRASE, authority.NOW))

    assert path("WIN1", "personal.pem") not in reader.looks


def test_a_wrong_passphrase_is_a_finding_without_the_passphrase() -> None:
    project = estate.project()
    _, _, rehearsal, findings = rehearse_connection(
        project, project.connection[0], MemoryReader(files()), lambda _: "nope", authority.NOW
    )

    assert rehearsal is None
    assert [finding.code for finding in findings] == ["VER002"]
    assert findings[0].message.startswith("The key of ZOS1: The passphrase does not open")
    assert "mind the keyboard layout" in findings[0].message
    assert "nope" not in str(findings)


@pytest.mark.parametrize("source", ["file:secrets/personal-passphrase", "env:PWX", "prompt:all"])
def test_a_wrong_passphrase_is_told_with_where_it_came_from(source: str) -> None:
    tables = {"machine": {"ZOS1": {"personal_certificate": {"passphrase": source}}}}
    project = replace(estate.project(), tables=tables)
    *_, (finding,) = rehearse_connection(
        project, project.connection[0], MemoryReader(files()), lambda _: "nope", authority.NOW
    )
    typed = source.startswith("prompt")
    assert (f"It came from {source}: correct it there." in finding.message) is not typed
    assert ("keyboard" in finding.message) is typed
    assert "nope" not in str(finding)


def test_nobody_to_ask_for_a_passphrase_is_a_finding() -> None:
    def refuse(_: str) -> str:
        raise RefusedError("There is nobody to ask.", fix="Give a source.")

    project = estate.project()
    found = rehearse_connection(
        project, project.connection[0], MemoryReader(files()), refuse, authority.NOW
    )

    assert [finding.code for finding in found[3]] == ["VER002"]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("create", "VER005"),
        ("external", "VER005"),
        ("existing", "VER005"),
        ("request", "VER004"),
        ("security-manager", "VER004"),
    ],
)
def test_a_missing_key_is_kept_elsewhere_or_is_gone(source: str, code: str) -> None:
    kept = files()
    gone = path("ZOS1", "personal.p12")
    del kept[gone]
    tables = {"machine": {"ZOS1": {"personal_certificate": {"source": source}}}}
    project = replace(estate.project(), tables=tables)
    _, prediction, rehearsal, (finding,) = rehearse_connection(
        project, project.connection[0], MemoryReader(kept), nobody_asked, authority.NOW
    )

    assert (prediction.verdict, rehearsal) == ("works", None)
    assert finding.code == code
    assert finding.where.item == "ping/INTSVC->ZOS1.SEC"
    assert ("is not in this project" in finding.message) is (code == "VER004")
    assert (gone in finding.message) is (code == "VER005")


def nobody_asked(machine: str) -> str:
    raise AssertionError(machine)


@pytest.mark.parametrize(
    ("other", "what"),
    [(authority.leaf("untrusted", "rsa", "client"), "another kind"), (authority.root(), "a like")],
)
def test_a_key_of_another_certificate_is_a_finding(other: authority.Made, what: str) -> None:
    swapped = files()
    name = path("INTSVC", "personal.pem")
    swapped[name] = pki.personal_pem(other.certificate, (), other.key, PASSPHRASE)
    results = rehearse_all(
        estate.project(), MemoryReader(swapped), lambda _: PASSPHRASE, authority.NOW
    )

    for _, prediction, rehearsal, (finding,) in results:
        assert (prediction.verdict, rehearsal, finding.code) == ("works", None, "VER006"), what
        assert finding.where.file == name
        assert "INTSVC" in finding.message


def test_a_wrong_passphrase_is_tried_once_for_each_machine() -> None:
    asked: list[str] = []

    def passphrase(machine: str) -> str:
        asked.append(machine)
        return "nope"

    results = rehearse_all(estate.project(), MemoryReader(files()), passphrase, authority.NOW)

    assert [[one.code for one in findings] for *_, findings in results] == [["VER002"]] * 3
    assert asked == ["ZOS1", "AS400", "INTSVC"]


def test_a_folder_in_place_of_a_key_is_named() -> None:
    class FolderForKey(MemoryReader):
        def look(self, path: str) -> Found:
            return Found("folder") if path.endswith("personal.p12") else super().look(path)

    project = estate.project()
    *_, (finding,) = rehearse_connection(
        project, project.connection[0], FolderForKey(files()), nobody_asked, authority.NOW
    )

    assert finding.code == "VER002"
    assert f"{path('ZOS1', 'personal.p12')} cannot be read: this is a folder." in finding.message


def test_what_is_missing_is_named_instead_of_a_rehearsal() -> None:
    incomplete = files()
    del incomplete[path("ZOS1", "pagent_ttls.conf")]
    project = estate.project()
    _, prediction, rehearsal, findings = rehearse_connection(
        project,
        project.connection[0],
        MemoryReader(incomplete),
        lambda _: PASSPHRASE,
        authority.NOW,
    )

    assert prediction.verdict == "unknown"
    assert rehearsal is None
    assert [finding.code for finding in findings] == ["TRU202", "VER003"]


def test_a_configuration_that_allows_no_handshake_fails_as_predicted() -> None:
    broken = files()
    broken[path("ZOS1", "pagent_ttls.conf")] = b"# no rules\n"
    project = estate.project()
    _, prediction, rehearsal, findings = rehearse_connection(
        project, project.connection[0], MemoryReader(broken), lambda _: PASSPHRASE, authority.NOW
    )

    assert findings == ()
    assert rehearsal is not None
    assert (prediction.verdict, rehearsal.outcome) == ("fails", "failed")
    assert "No AT-TLS rule" in rehearsal.reason


def test_an_unvalidated_server_is_not_called_authenticated() -> None:
    client = pairs.client(policy=luw_client(req_srvr_cert=False, allow_self_signed=False))
    rehearsal = rehearse(
        pairs.server("untrusted"),
        client,
        authority.leaf("untrusted").key,
        authority.leaf("good", "ec", "client").key,
        authority.NOW,
    )

    assert rehearsal.outcome == "succeeded"
    assert not rehearsal.server_authenticated
