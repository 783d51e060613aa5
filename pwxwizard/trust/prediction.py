"""Will the connection work? Decided from both ends alone, with every reason, first cause first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from cryptography import x509

from pwxwizard.finding import Finding, FindingRule, Where, listed
from pwxwizard.pki.chains import shown
from pwxwizard.project import CLIENT_PLATFORMS
from pwxwizard.trust import rules
from pwxwizard.trust.ends import ClientEnd, ServerEnd
from pwxwizard.trust.formers import still_accepted
from pwxwizard.trust.judging import key_kind, malformed, may_sign, names, objections, weakness
from pwxwizard.trust.suites import common, suite, usable_protocols

WORKS, PARTLY, FAILS, UNKNOWN = "works", "works-without-authentication", "fails", "unknown"
"""The four verdicts."""


_SPEECHLESS = frozenset(
    rule.code
    for rule in (
        rules.NO_POLICY,
        rules.NO_RULE,
        rules.RULE_OFF,
        rules.RULE_APPLICATION,
        rules.RULE_BROKEN,
        rules.ROLE_NO_SERVER,
    )
)


_BEHIND_SHADOW = frozenset(
    rule.code
    for rule in (
        rules.RULE_OFF,
        rules.RULE_APPLICATION,
        rules.RULE_BROKEN,
        rules.ROLE_NO_SERVER,
        rules.NO_PROTOCOL,
        rules.NO_SUITE,
        rules.KEY_AND_SUITE,
        rules.CLIENT_NONE,
        rules.NO_USER,
    )
)
"""What may go wrong because another rule than ours catches the port."""


class Kind(StrEnum):
    """What a reason does to the verdict."""

    CAUSE = "cause"
    """The connection fails because of it."""
    GAP = "gap"
    """It must be known before there is a verdict."""
    REMARK = "remark"
    """The connection works all the same."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One link of the chain of reasons behind a verdict."""

    code: str
    sentence: str
    item: str
    """The item, as `step/subject`, whose form mends it; empty where nothing needs mending."""
    kind: Kind = Kind.CAUSE
    refuser: str = ""
    """`server` or `client` where that end ends the handshake because of it."""

    @property
    def rule(self) -> FindingRule:
        """Return title, consequence, fix and source."""
        return rules.RULES[self.code]


@dataclass(frozen=True, slots=True)
class Prediction:
    """What will become of a connection."""

    verdict: str
    """`works`, `works-without-authentication`, `fails` or `unknown`."""
    reasons: tuple[Reason, ...]
    """Causes first, in the order in which they take effect; then gaps, then remarks."""
    protocol: str = ""
    """The version that will be negotiated; empty when it comes to none."""
    suite: str = ""
    server_authenticated: bool = False
    client_authenticated: bool = False
    client_asked: bool = False
    """The server asks for the client's certificate."""

    @property
    def to_fill_in(self) -> bool:
        """Tell whether it works only after somebody has filled in a passphrase at one of its ends."""
        return self._works_with(rules.TO_FILL_IN)

    @property
    def withdrawn(self) -> bool:
        """Tell whether it works with a certificate that is withdrawn."""
        return self._works_with(rules.WITHDRAWN)

    @property
    def proviso(self) -> str:
        """Return what has to be known beside the word that it works, after it; mostly empty."""
        later = ", once a passphrase is filled in" if self.to_fill_in else ""
        return later + (", with a withdrawn certificate" if self.withdrawn else "")

    @property
    def provisos(self) -> tuple[Reason, ...]:
        """Return the reasons for which it works only later, or only still; mostly none."""
        of = {rules.TO_FILL_IN.code, rules.WITHDRAWN.code}
        works = self.verdict in {WORKS, PARTLY}
        return tuple(one for one in self.reasons if works and one.code in of)

    def _works_with(self, rule: FindingRule) -> bool:
        return any(one.code == rule.code for one in self.provisos)

    @property
    def first_cause(self) -> Reason | None:
        """Return the reason to mend first; `None` where nothing is wrong."""
        return next((one for one in self.reasons if one.kind is not Kind.REMARK), None)


@dataclass(frozen=True, slots=True)
class _Agreed:
    """What both ends settle on, or why they do not."""

    protocol: str = ""
    suite: str = ""
    reasons: tuple[Reason, ...] = ()


def predict(server: ServerEnd, client: ClientEnd, at: datetime) -> Prediction:
    """Return what will become of a connection at a moment."""
    reasons = [_of(finding) for finding in (*client.findings, *server.findings)]
    agreed, client_reasons, client_authenticated = _Agreed(), list[Reason](), False
    if _speaks_tls(server):
        agreed = negotiate(server, client)
        reasons += _start(server, "server")
        reasons += _start(client, "client")
        reasons += agreed.reasons
        client_reasons, client_authenticated = _client_judged(server, client, at)
    server_reasons, server_authenticated = _server_judged(server, client, at)
    reasons += [*server_reasons, *client_reasons]
    reasons += _remarks(server, client)
    formers = (*still_accepted(client, server), *still_accepted(server, client))
    reasons += map(_of, formers)
    reasons = _promoted(reasons)
    ordered = tuple(sorted(dict.fromkeys(reasons), key=_order))
    kinds = {reason.kind for reason in ordered}
    if Kind.CAUSE in kinds:
        verdict = FAILS
    elif Kind.GAP in kinds:
        verdict = UNKNOWN
    else:
        verdict = WORKS if server_authenticated and client_authenticated else PARTLY
    works = verdict in {WORKS, PARTLY}
    return Prediction(
        verdict,
        ordered,
        agreed.protocol,
        agreed.suite,
        works and server_authenticated,
        works and client_authenticated,
        server.policy.requests,
    )


def unknown(findings: Iterable[Finding]) -> Prediction:
    """Return the prediction for a connection whose ends are not both in the project."""
    return Prediction(UNKNOWN, tuple(_of(finding) for finding in findings))


def negotiate(server: ServerEnd, client: ClientEnd) -> _Agreed:
    """Return version and suite; a z/OS server takes the first of its list that the client offers."""
    at_server = usable_protocols(server.protocols, server.suites)
    at_client = usable_protocols(client.protocols, client.suites)
    if not (at_server and at_client):
        return _Agreed()
    protocol, shared = common(
        at_server,
        server.suites,
        at_client,
        client.suites,
        server_order=server.defaults.server_order,
    )
    if not protocol:
        message = (
            f"{server.machine} offers {_listed(at_server)}, "
            f"{client.machine} offers {_listed(at_client)}."
        )
        return _Agreed(reasons=(_caused(rules.NO_PROTOCOL, message, _tls_item(server), "server"),))
    if not shared:
        return _Agreed(protocol, reasons=(_nothing_shared(protocol, server, client),))
    if server.certificate is None:
        if _has(server.findings, rules.NO_CERTIFICATE_FILE):
            return _Agreed(protocol, shared[0])
        message = f"{server.machine} has no personal certificate."
        nothing = _caused(rules.SERVER_NONE, message, _certificate_item(server.machine), "server")
        return _Agreed(protocol, reasons=(nothing,))
    fitting = [name for name in shared if _fits(name, server.certificate)]
    if not fitting:
        kind = {"rsa": "an RSA", "ec": "an EC", "dsa": "a DSA"}.get(
            key_kind(server.certificate), "another kind of"
        )
        message = (
            f"{server.machine} has {kind} key, and the suites that it shares with "
            f"{client.machine} are for another kind of key or use."
        )
        return _Agreed(
            protocol, reasons=(_caused(rules.KEY_AND_SUITE, message, _tls_item(server), "server"),)
        )
    return _Agreed(protocol, fitting[0])


def _nothing_shared(protocol: str, server: ServerEnd, client: ClientEnd) -> Reason:
    """Return that both ends have no suite in common, mended at the end that offers fewer."""
    offers = {
        end.machine: [name for name in end.suites if protocol in suite(name).protocols]
        for end in (server, client)
    }
    said = " and ".join(f"{name} offers {listed(found, 2)}" for name, found in offers.items())
    message = f"Under {protocol}, {said}: they share no suite."
    # The shorter list is the likelier mistake, and the longer one serves others, too.
    fewer = len(offers[client.machine]) < len(offers[server.machine])
    item = f"dbmover/{client.machine}" if fewer else _tls_item(server)
    return _caused(rules.NO_SUITE, message, item, "server")


def _fits(name: str, certificate: x509.Certificate) -> bool:
    wanted = suite(name).key
    if not wanted:
        return True
    if wanted != key_kind(certificate):
        return False
    # OpenSSL looks at the key usage of EC certificates only, and cannot find it in a malformed one
    return wanted != "ec" or (may_sign(certificate) and not malformed(certificate))


def _speaks_tls(server: ServerEnd) -> bool:
    """Tell whether it is known how the server does TLS; otherwise there is nothing to compare."""
    return not any(finding.code in _SPEECHLESS for finding in server.findings)


def _start(end: ServerEnd | ClientEnd, side: str) -> Iterator[Reason]:
    """Yield what keeps an end from starting TLS, whoever the other end is."""
    item = _certificate_item(end.machine)
    if isinstance(end, ServerEnd) and (broken := unreadable_own(end)):
        message = f"Of the certificate of {end.machine}, {broken} cannot be read."
        yield _caused(rules.MALFORMED, message, item, side)
    if end.refused_list:
        message = f"OpenSSL at {end.machine} knows no suite of {end.refused_list}."
        yield _caused(rules.SUITES_REFUSED, message, f"dbmover/{end.machine}", side)
    elif not usable_protocols(end.protocols, end.suites):
        message = f"{end.machine} offers no protocol version that has a suite."
        step = _tls_item(end) if isinstance(end, ServerEnd) else f"dbmover/{end.machine}"
        yield _caused(rules.NO_PROTOCOL, message, step, side)
    if end.certificate is None or end.defaults.level < 2:
        return
    for one in (end.certificate, *end.chain):
        if weak := weakness(one):
            message = f"{shown(one)} of {end.machine} has {weak}."
            yield _caused(rules.KEY_WEAK, message, item, side)


def unreadable_own(server: ServerEnd) -> str:
    """Return what System SSL and GSKit cannot read of a server's own certificate, as a phrase.

    That they refuse to use such a certificate is inferred from their refusing such a client's;
    OpenSSL uses it under TLS 1.3.
    """
    if server.certificate is None or server.platform in CLIENT_PLATFORMS:
        return ""
    return malformed(server.certificate)


def _server_judged(server: ServerEnd, client: ClientEnd, at: datetime) -> tuple[list[Reason], bool]:
    """Return what the client says to the server's certificate, and whether it was checked."""
    if not client.policy.validates:
        message = f"{client.machine} does not check the certificate of {server.machine}."
        return [_remark(rules.SERVER_NOT_CHECKED, message, f"dbmover/{client.machine}")], False
    if server.certificate is None:
        return [], False
    against = objections(
        server.certificate,
        client.trusted,
        server.chain or server.trusted,
        "server",
        at,
        client.defaults.level,
        client.policy.allows_self_signed,
    )
    known = _known(against, client)
    reasons = [_refusal(one, server.machine, client.machine, "client") for one in known]
    return [*reasons, *_withdrawn(server, client)], True


def _client_judged(server: ServerEnd, client: ClientEnd, at: datetime) -> tuple[list[Reason], bool]:
    """Return what the server says to the client's certificate, and whether it was checked."""
    policy, where = server.policy, f"dbmover/{client.machine}"
    if not policy.requests:
        message = f"{server.machine} asks {client.machine} for no certificate."
        return [_remark(rules.CLIENT_NOT_CHECKED, message, _tls_item(server))], False
    if client.certificate is None:
        if _has(client.findings, rules.NO_CERTIFICATE_FILE):
            return [], False
        if policy.requires:
            message = f"{server.machine} demands a certificate, and {client.machine} has none."
            return [_caused(rules.CLIENT_NONE, message, where, "server")], False
        message = f"{client.machine} sends no certificate, and {server.machine} lets it in."
        return [_remark(rules.CLIENT_NOT_CHECKED, message, where)], False
    item = _certificate_item(client.machine)
    if policy.must_parse and (broken := malformed(client.certificate)):
        message = f"Of the certificate of {client.machine}, {broken} cannot be read."
        return [_caused(rules.MALFORMED, message, item, "server")], False
    if not policy.validates:
        message = f"{server.machine} asks {client.machine} for a certificate that nobody checks."
        return [_remark(rules.CLIENT_NOT_CHECKED, message, _tls_item(server))], False
    against = objections(
        client.certificate,
        server.trusted,
        client.chain or client.trusted,
        "client",
        at,
        server.defaults.level,
        None,
    )
    known = _known(against, server)
    reasons = [_refusal(one, client.machine, server.machine, "server") for one in known]
    reasons += _withdrawn(client, server)
    if policy.maps_user and server.users is None:
        message = f"{client.machine}'s certificate is taken to belong to a user ID."
        reasons.append(_remark(rules.USER_ASSUMED, message, _tls_item(server)))
    elif policy.maps_user and client.certificate not in (server.users or ()):
        message = f"{client.machine}'s certificate belongs to no user ID of {server.machine}."
        reasons.append(_caused(rules.NO_USER, message, _tls_item(server), "server"))
    if not policy.requires:
        message = f"{server.machine} lets clients without a certificate in, too."
        reasons.append(_remark(rules.OPTIONAL, message, _tls_item(server)))
    return reasons, True


def _withdrawn(owner: ServerEnd | ClientEnd, judge: ServerEnd | ClientEnd) -> Iterator[Reason]:
    """Yield that an end shows a withdrawn certificate, and what the end that checks it makes of it."""
    if not owner.withdrawn or owner.certificate is None:
        return
    said = f"The certificate of {owner.machine} was withdrawn {owner.withdrawn}"
    reads = judge.reads_lists if isinstance(judge, ServerEnd) else ""
    if reads:
        end = f"; the rule of {judge.machine} has {reads}, so it is refused if the list is found there"
    else:
        last = f"{owner.certificate.not_valid_after_utc:%Y-%m-%d}"
        end = (
            f", and {judge.machine} accepts it until {last} all the same: nothing in its files has it "
            "read revocation lists"
        )
    yield _remark(rules.WITHDRAWN, f"{said}{end}.", _certificate_item(owner.machine))


def _known(against: tuple[Finding, ...], judge: ServerEnd | ClientEnd) -> tuple[Finding, ...]:
    """Leave out what follows only from not knowing which CA certificates the judge trusts."""
    if not against or not any(one.code == rules.NO_CA_FILE.code for one in judge.findings):
        return against
    return tuple(finding for finding in against if finding.code != rules.UNTRUSTED.code)


def _refusal(finding: Finding, owner: str, judge: str, refuser: str) -> Reason:
    """Return an objection as a reason; trust is mended at the judge, all else at the owner."""
    trust = finding.code == rules.UNTRUSTED.code
    switch = finding.code == rules.SELF_SIGNED.code
    machine = judge if trust or switch else owner
    item = f"dbmover/{machine}" if switch else _certificate_item(machine)
    sentence = f"{judge} refuses the certificate of {owner}: {finding.message}"
    return Reason(finding.code, sentence, item, Kind.CAUSE, refuser)


def _remarks(server: ServerEnd, client: ClientEnd) -> Iterator[Reason]:
    known = _speaks_tls(server)
    if known and client.certificate is not None and not server.policy.requests:
        message = f"{client.machine} has a certificate, and {server.machine} never asks for it."
        yield _remark(rules.NEVER_ASKED, message, "")
    host = client.host
    if host and server.certificate is not None and not names(server.certificate, host):
        message = f"The certificate of {server.machine} does not name {host}."
        yield _remark(rules.NAME_DIFFERS, message, _certificate_item(server.machine))


def _promoted(reasons: list[Reason]) -> list[Reason]:
    """Name a shadowing rule as the first cause where the connection fails behind it."""
    hidden = next((one for one in reasons if one.code == rules.RULE_HIDDEN.code), None)
    if hidden is None or not any(one.code in _BEHIND_SHADOW for one in reasons):
        return reasons
    shadow = replace(hidden, code=rules.RULE_SHADOWED.code, kind=Kind.CAUSE)
    return [shadow, *(one for one in reasons if one.code != rules.RULE_HIDDEN.code)]


_KINDS = {kind: number for number, kind in enumerate((Kind.CAUSE, Kind.GAP, Kind.REMARK))}

_ALARMING = {rules.WITHDRAWN.code: 0, rules.FORMER_COMPROMISED.code: 1}
"""The remarks that stand before the others, in their order."""


def _order(reason: Reason) -> tuple[int, int]:
    shadow = 0 if reason.code == rules.RULE_SHADOWED.code else 1
    configured = reason.code < rules.NO_PROTOCOL.code
    return _KINDS[reason.kind], shadow if configured else 2 + _ALARMING.get(
        reason.code, len(_ALARMING)
    )


def _of(finding: Finding) -> Reason:
    kind = {"1": Kind.CAUSE, "2": Kind.GAP}.get(finding.code[3], Kind.REMARK)
    return Reason(finding.code, finding.message, finding.where.item, kind)


def _caused(rule: FindingRule, sentence: str, item: str, refuser: str) -> Reason:
    return Reason(rule.code, sentence, item, Kind.CAUSE, refuser)


def _remark(rule: FindingRule, sentence: str, item: str) -> Reason:
    return Reason(rule.code, sentence, item, Kind.REMARK)


def as_finding(reason: Reason) -> Finding:
    """Return a reason as a finding, with why it matters and what to do."""
    return reason.rule.at(Where(item=reason.item), reason.sentence)


def _has(findings: tuple[Finding, ...], rule: FindingRule) -> bool:
    return any(finding.code in {rule.code, rules.MALFORMED.code} for finding in findings)


def _tls_item(server: ServerEnd) -> str:
    step = "at-tls" if server.platform == "zos" else "dbmover"
    return f"{step}/{server.machine}"


def _certificate_item(machine: str) -> str:
    return f"personal-certificate/{machine}"


def _listed(versions: tuple[str, ...]) -> str:
    return " and ".join(versions)
