"""Planning a machine's certificate: what is there and still fits is kept, the rest is pending."""

from dataclasses import replace

from pwxwizard import layout, pki
from pwxwizard.finding import Finding, Where, has_errors
from pwxwizard.knowledge import Confidence
from pwxwizard.plan import Artifact, Draft, Form, Pending, SecretNeed
from pwxwizard.project import Machine, Project
from pwxwizard.steps import authority
from pwxwizard.steps.certificates import (
    lint,
    machine_purpose,
    unchanged,
    untouched,
)
from pwxwizard.steps.elsewhere import missing
from pwxwizard.steps.passphrases import key_need
from pwxwizard.steps.personal_case import Case, certificate_inputs, look
from pwxwizard.steps.personal_questions import (
    CertificateTable,
    file_passphrase_of,
    file_purpose,
    form_known,
    subject_of,
)
from pwxwizard.steps.rules import RULES
from pwxwizard.steps.trusted import (
    files,
    list_input,
    locked_peers,
    nobody,
    table_of,
    trusted,
)
from pwxwizard.turns import Turn
from pwxwizard.world import Reader, World, digest


def plan(project: Project, machine: Machine, item: str, world: World) -> Draft:
    """Plan a machine's key, certificate, the files for its platform, and whom it trusts."""
    table = table_of(project, machine)
    lost = tuple(
        finding
        for key, path in _named(table)
        for finding in missing(
            path, world.reader, item, f"machine.{machine.name}.personal_certificate.{key}"
        )
    )
    if lost:
        return Draft(findings=lost)
    case = look(project, machine, item, world)
    findings = case.findings
    if has_errors(findings):
        return Draft(findings=findings)
    if table.source == "external" and not case.taken.leaf:
        return _asked(case, world, findings)
    findings += _judged(case, world)
    if has_errors(findings):
        return Draft(findings=findings)
    return _written(case, world, findings)


def _named(table: CertificateTable) -> tuple[tuple[str, str], ...]:
    paths = set(files(table).values())
    keys = ("answer", "request", "file", "key_file", "chain")
    return tuple((key, path) for key in keys if (path := str(getattr(table, key))) in paths)


def _judged(case: Case, world: World) -> tuple[Finding, ...]:
    """Return what speaks against the certificate, and against signing it now."""
    machine, table, reader = case.machine, case.table, world.reader
    path, now = layout.certificate(case.project, machine), world.clock.now()
    hosts = machine.hosts
    if not case.signs:
        known = case.whole or (() if case.due else case.previous)
        file = path if not case.whole else table.answer or table.file
        return lint(known, "personal", machine.platform, now, file, case.item, hosts)
    if not case.due:
        found = lint(case.previous, "personal", machine.platform, now, path, case.item, hosts)
        return found + _withdrawn(case)
    found = authority.cannot_sign(case.project, reader, case.where, world)
    if found:
        return found
    certificates = authority.chain(case.project, reader)
    if certificates:
        _, _, cut = pki.validity(table.days, now, certificates[0])
        found += tuple(finding.about(item=case.item) for finding in cut)
    if table.source == "request":
        data = reader.look(table.request).data
        contents = pki.read(data, file=table.request)
        if len(contents.requests) != 1:
            kinds = ", ".join(entry.kind.value for entry in contents.items) or "nothing known"
            message = f"One certificate request is expected, but this holds: {kinds}."
            where = Where(file=table.request, item=case.item)
            return (*found, pki.FINDINGS["PKI079"].at(where, message))
        wishes = pki.check_request(
            contents.requests[0], profile(machine, table), where=Where(file=table.request)
        )
        found += tuple(finding.about(item=case.item) for finding in wishes)
    return found


def _withdrawn(case: Case) -> tuple[Finding, ...]:
    if not case.previous:
        return ()
    serial = case.previous[0].serial_number
    entries = authority.ca_answers(case.project).revoked
    if f"{serial:X}" not in {name.replace(":", "").upper().lstrip("0") for name in entries}:
        return ()
    message = f"The certificate {serial:X} of {case.machine.name} is withdrawn."
    return (RULES["CER011"].at(case.where, message),)


def profile(machine: Machine, table: CertificateTable) -> pki.PersonalProfile:
    """Return what the project's CA grants a machine."""
    return pki.PersonalProfile(pki.parse_dn(subject_of(machine, table)), machine.hosts, table.days)


def own_need(case: Case, world: World, *, pending: bool) -> SecretNeed:
    """Return the passphrase of the machine's key, which is to be made or to be opened."""
    source, purpose = case.table.passphrase, machine_purpose(case.project, case.machine.name)
    if pending:
        return key_need(case.project, case.key_path, source, purpose, world)
    return SecretNeed(source, purpose, new=False)


def _key_artifact(case: Case, content: bytes | Pending) -> Artifact:
    why = "The machine's own key."
    return Artifact(case.key_path, content, Form.PRIVATE_KEY, case.item, why, 0o600)


def _new_key(case: Case) -> Pending:
    kind = case.table.key
    former = pki.key_kind(case.previous[0].public_key()) if case.previous else ""
    turns = (pki.key_turn(former, kind),) if former else ()
    summary = f"A new {kind} key, encrypted with its passphrase."
    return Pending((summary,), key_kind=kind, turns=turns)


def _asked(case: Case, world: World, findings: tuple[Finding, ...]) -> Draft:
    """Plan key and request for an outside CA."""
    reader, table = world.reader, case.table
    key: bytes | Pending = reader.look(case.key_path).data
    path = layout.request(case.project, case.machine)
    request: bytes | Pending = reader.look(path).data
    if case.new_key:
        key = _new_key(case)
    due = case.request_due or case.new_key
    if due:
        request = Pending(
            (
                f"A request for {case.machine.name}, signed by its {table.key} key.",
                f"Subject: {subject_of(case.machine, table)}",
                f"Names: {', '.join(case.machine.hosts)}",
            )
        )
        if table.answer:
            message = f"{table.answer} answers another request than the one that is made now."
            findings += (RULES["CER012"].at(case.where, message),)
    why = "The outside CA makes the certificate from it."
    artifacts = (
        _key_artifact(case, key),
        Artifact(path, request, Form.CERTIFICATE, case.item, why),
    )
    needs = (own_need(case, world, pending=case.new_key),) if due else ()
    return Draft(artifacts, needs, findings)


def _written(case: Case, world: World, findings: tuple[Finding, ...]) -> Draft:
    """Plan everything that is written once the certificate is known or can be made."""
    project, machine, table, reader = case.project, case.machine, case.table, world.reader
    artifacts: list[Artifact] = []
    needs: list[SecretNeed] = []
    turns = _turns(case, world) if case.due else ()
    key, key_findings = _key(case, world)
    if key_findings:
        return Draft(findings=(*findings, *key_findings))
    path = layout.certificate(project, machine)
    certificate: bytes | Pending = reader.look(path).data
    if case.taken.leaf is not None:
        certificate = pki.ca_list_pem(case.taken.shown)
    elif case.due:
        certificate = Pending(_summary(case), turns=turns)
        if case.signs:
            needs.append(authority.need(project))
    same = isinstance(certificate, bytes) and _recorded(project, path) == digest(certificate)
    if key is not None:
        artifacts.append(_key_artifact(case, key))
    if table.source == "external":
        asked = layout.request(project, machine)
        why = "The outside CA makes the certificate from it."
        artifacts.append(Artifact(asked, reader.look(asked).data, Form.CERTIFICATE, case.item, why))
    why = "The personal certificate and its intermediates, to look at."
    artifacts.append(Artifact(path, certificate, Form.CERTIFICATE, case.item, why))
    if key is not None:
        kept = same and case.packed and isinstance(key, bytes)
        artifacts.append(_personal(case, reader, turns, kept=kept))
        if not kept:
            needs.append(own_need(case, world, pending=isinstance(key, Pending)))
        opens = isinstance(key, Pending) or isinstance(certificate, Pending)
        if table.source == "existing" and opens and (case.taken.locked or case.taken.encrypted):
            needs.append(_file_need(project, machine))
        findings += _form_findings(case)
    if table.source == "request":
        artifacts += [_reply(case, reader, form, turns, same=same) for form in ("pem", "p7b")]
    listed, list_needs = _ca_list(case, world)
    notes = (*_told(case, reader), *_news(case, turns)) if case.due else ()
    return Draft((*artifacts, listed), (*needs, *list_needs), findings, notes)


def _told(case: Case, reader: Reader) -> tuple[str, ...]:
    """Return what a machine's request asks for, for whoever decides about signing it."""
    if case.table.source != "request":
        return ()
    asked = pki.inspect(reader.look(case.table.request).data).objects[0]
    wishes = [
        f"{field.name.removeprefix('extensions.')} {', '.join(map(str, field.value))}"
        for field in asked.fields
        if field.name.startswith("extensions.") and isinstance(field.value, list)
    ]
    parts = [f"{asked.field('subject')}", f"{asked.field('key')} key", *wishes]
    return (f"{case.machine.name} asks for: {'; '.join(parts)}.",)


def _news(case: Case, turns: tuple[Turn, ...]) -> tuple[str, ...]:
    """Return what a certificate says otherwise than the one that it replaces."""
    said = "; ".join(f"{one.name.lower()} {one.words}" for one in turns if one.changes)
    return (f"{case.machine.name}, certificate: {said}.",) if said else ()


def _turns(case: Case, world: World) -> tuple[Turn, ...]:
    """Return what the certificate that was written says beside the one that is made for it."""
    if not case.signs or not case.previous:
        return ()
    machine, table, reader = case.machine, case.table, world.reader
    above = authority.chain(case.project, reader)
    answers = authority.ca_answers(case.project)
    issuer = answers.issuing_subject if answers.issuing else answers.subject
    days = table.days
    if above:
        issuer = pki.dn_text(above[0].subject)
        begin, end, _ = pki.validity(table.days, world.clock.now(), above[0])
        days = (end - begin).days
    kind, new_key = table.key, case.new_key
    if table.source == "request":
        asked = pki.read(reader.look(table.request).data).requests[0].public_key()
        kind = pki.key_kind(asked)
        new_key = not pki.same_key(asked, case.previous[0].public_key())
    return pki.certificate_turns(
        case.previous[0],
        subject=subject_of(machine, table),
        days=days,
        key=kind,
        new_key=new_key,
        issuer=issuer,
        hosts=machine.hosts,
    )


def _recorded(project: Project, path: str) -> str:
    written = project.record.file.get(path)
    return written.sha256 if written is not None else ""


def _file_need(project: Project, machine: Machine) -> SecretNeed:
    source = file_passphrase_of(machine, table_of(project, machine))
    return SecretNeed(source, file_purpose(machine), new=False)


def _key(case: Case, world: World) -> tuple[bytes | Pending | None, tuple[Finding, ...]]:
    """Return the content of the key file, or `None` when the key is not here."""
    if case.table.source not in layout.KEY_HERE:
        return None, ()
    present = world.reader.look(case.key_path)
    if case.table.source != "existing":
        if case.new_key:
            return _new_key(case), ()
        return present.data, ()
    if present.state == "file":
        if not case.due or _same_key(case, world.reader):
            return present.data, ()
        if case.key_path not in world.consents:
            where = replace(case.where, key=f"{case.where.key}.file")
            message = f"{case.key_path} may be another key than the one that is taken in."
            return None, (RULES["CER006"].at(where, message),)
    return Pending(("The key that is taken in, encrypted with its passphrase.",)), ()


def _same_key(case: Case, reader: Reader) -> bool:
    """Tell whether the certificate that is taken in has the key that is here."""
    inputs = certificate_inputs(case.project, case.machine, reader)
    return bool(
        case.previous
        and case.taken.leaf is not None
        and unchanged(case.project, case.item, inputs, "source".__eq__)
        and pki.same_key(case.previous[0].public_key(), case.taken.leaf.public_key())
    )


def _summary(case: Case) -> tuple[str, ...]:
    machine, table = case.machine, case.table
    if not case.signs:
        return (f"The certificate of {table.file}.",)
    origin = f"{table.key}, {'new' if case.new_key else 'the present one'}"
    if table.source == "request":
        origin = f"that of the request {table.request}"
    return (
        f"Subject: {subject_of(machine, table)}",
        f"Names: {', '.join(machine.hosts)}",
        f"Lifetime: {table.days} days from the day of writing, or until the CA ends.",
        f"Key: {origin}.",
        "For server and client authentication.",
    )


def _personal(case: Case, reader: Reader, turns: tuple[Turn, ...], *, kept: bool) -> Artifact:
    """Return the file that carries certificate, chain and key to the machine."""
    machine = case.machine
    path = layout.personal(case.project, machine)
    if machine.is_client:
        form, why = Form.PERSONAL_PEM, "Certificate, chain and encrypted key, as PEM."
        install = "the file that PERSONAL= of the SSL statement names"
    elif machine.platform == "ibmi":
        form, why = Form.PKCS12, "Certificate, chain and encrypted key, as PKCS #12."
        install = "Digital Certificate Manager, *SYSTEM store; transfer as binary"
    else:
        form, why = Form.PKCS12, "Certificate, chain and encrypted key, as PKCS #12."
        install = "the listener's key ring, PERSONAL and DEFAULT; transfer as binary"
    content: bytes | Pending = reader.look(path).data
    if not kept:
        content = Pending((why, *_summary(case)), turns=turns)
    return Artifact(path, content, form, case.item, why, 0o600, install)


def _form_findings(case: Case) -> tuple[Finding, ...]:
    """Return that the form of PKCS #12 is only assumed to be read by the target."""
    machine = case.machine
    if machine.is_client or case.table.form:
        return ()
    known = form_known(case.project, machine)
    if known.provenance.confidence is not Confidence.ASSUMED:
        return ()
    where = replace(case.where, key=f"{case.where.key}.form")
    message = (
        f"{machine.name} gets its PKCS #12 file in the {known.form.value} form "
        f"({known.provenance.source})."
    )
    return (RULES["CER010"].at(where, message),)


_REPLIES = {
    "zos": (
        "the listener's user, under which the request was made (RACDCERT ADD); transfer as text",
        "the same in one package with its issuers; transfer as binary",
    ),
    "ibmi": (
        "Digital Certificate Manager, import of a signed request; transfer as text",
        "the same in one package with its issuers; transfer as binary",
    ),
}


def _reply(
    case: Case, reader: Reader, form: str, turns: tuple[Turn, ...], *, same: bool
) -> Artifact:
    """Return the signed certificate as the machine that asked for it takes it in."""
    path = layout.reply(case.project, case.machine, form)
    texts = ("beside the key on the machine", "the same in one package with its issuers")
    install = _REPLIES.get(case.machine.platform, texts)[0 if form == "pem" else 1]
    why = "The certificate alone, as PEM."
    if form == "p7b":
        why = "The certificate with its issuers, as PKCS #7."
    content: bytes | Pending = reader.look(path).data
    if not (same and untouched(case.project, path, reader)):
        content = Pending((why, *_summary(case)), turns=turns)
    return Artifact(path, content, Form.CERTIFICATE, case.item, why, install=install)


def _ca_list(case: Case, world: World) -> tuple[Artifact, tuple[SecretNeed, ...]]:
    """Return the list of whom the machine trusts, and the secrets that it takes to make it."""
    project, machine, reader = case.project, case.machine, world.reader
    path = layout.ca_list(project, machine)
    why = "The CA certificates that the machine trusts."
    install = "the file that CALIST= of the SSL statement names"
    if machine.platform == "ibmi":
        install = "Digital Certificate Manager, as CA certificates; transfer as binary"
    elif machine.platform == "zos":
        install = "the listener's key ring, as CERTAUTH; transfer as text"
    needs: tuple[SecretNeed, ...] = ()
    certificates = trusted(project, machine, reader, nobody)
    content: bytes | Pending
    if certificates is not None:
        content = pki.ca_list_pem(certificates)
    elif (
        not case.due
        and untouched(project, path, reader)
        and unchanged(project, case.item, certificate_inputs(project, machine, reader), list_input)
    ):
        content = reader.look(path).data
    else:
        content = Pending((why,))
        needs = tuple(_file_need(project, peer) for peer in locked_peers(project, machine, reader))
    return Artifact(path, content, Form.CERTIFICATE, case.item, why, install=install), needs
