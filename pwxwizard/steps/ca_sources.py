"""How a CA comes about: made here, imported, or asked for from an outside CA; its plan and making."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pwxwizard import layout, pki
from pwxwizard.errors import RefusedError, suspecting
from pwxwizard.finding import Finding, Where, has_errors
from pwxwizard.plan import Artifact, Draft, Form, Pending, SecretNeed
from pwxwizard.project import Project
from pwxwizard.steps.authority import (
    FILE_PURPOSE,
    ITEM,
    CaAnswers,
    ca_answers,
    certificate_input,
    chain,
    has_key,
    inputs,
    need,
    request_input,
)
from pwxwizard.steps.certificates import (
    CA_PURPOSE,
    Present,
    agreed,
    certificates_of,
    lint,
    pem,
    unchanged,
    untouched,
)
from pwxwizard.steps.elsewhere import Taken, adopted, answered, key_problem, missing
from pwxwizard.steps.passphrases import key_need, refuse_another
from pwxwizard.steps.rules import RULES
from pwxwizard.turns import Turn
from pwxwizard.world import World

if TYPE_CHECKING:
    from cryptography import x509

_TRUST = "Every machine that checks a peer's certificate must trust it."
_OWN = frozenset({"source", "CA generation"})
_ROOT = frozenset({"source", "subject", "key", "lifetime", "CA generation", "issuing CA"})


def _key_artifact(path: str, content: bytes | Pending, why: str) -> Artifact:
    return Artifact(path, content, Form.PRIVATE_KEY, ITEM, why, 0o600)


def _certificate_artifact(project: Project, content: bytes | Pending) -> Artifact:
    return Artifact(layout.ca_certificate(project), content, Form.CERTIFICATE, ITEM, _TRUST)


@dataclass(frozen=True, slots=True)
class _Created:
    """What has to be made of a CA of our own."""

    root: Present
    issuing: Present
    new_root: bool
    new_issuing: bool
    keep_root: bool
    """The root's certificate that is there still holds."""
    kept: bool
    findings: tuple[Finding, ...]


def _new_key(kind: str, how: str) -> Pending:
    return Pending((f"A new {kind} key, {how}.",), key_kind=kind)


def _created(project: Project, world: World) -> _Created:
    answers, reader = ca_answers(project), world.reader
    now = inputs(project, reader)
    certificate_path = layout.ca_certificate(project)
    ours = unchanged(project, ITEM, now, _OWN.__contains__)
    present = chain(project, reader) if ours else ()
    good = untouched(project, certificate_path, reader)
    due = not good or not unchanged(project, ITEM, now, certificate_input)
    root_due = not good or not unchanged(project, ITEM, now, _ROOT.__contains__)
    root_path, key_path = layout.root_key(project), layout.ca_key(project)
    root = Present.look(root_path, reader, present[-1] if present else None)
    issuing = Present.look(key_path, reader, present[0] if len(present) > 1 else None)
    where = Where(item=ITEM, key="ca.key")
    findings = root.mismatch(answers.key, root_path, where, world)
    new_root = root.wants_new_key(answers.key, root_path, world, due=root_due)
    new_issuing = False
    if answers.issuing:
        below = replace(where, key="ca.issuing_key")
        findings += issuing.mismatch(answers.issuing_key, key_path, below, world)
        new_issuing = issuing.wants_new_key(answers.issuing_key, key_path, world, due=due)
    kept = not (new_root or new_issuing or due)
    return _Created(
        root, issuing, new_root, new_issuing, not (new_root or root_due), kept, findings
    )


def plan_created(project: Project, world: World) -> Draft:
    """Plan a root made here and, if wanted, an issuing CA below it; what still fits is kept."""
    answers = ca_answers(project)
    state = _created(project, world)
    if state.findings:
        return Draft(findings=state.findings)
    key: bytes | Pending = state.root.key
    if state.new_root:
        key = _new_key(answers.key, f"encrypted with the {CA_PURPOSE}")
    artifacts = [_key_artifact(layout.root_key(project), key, "It signs the certificates.")]
    if answers.issuing:
        below: bytes | Pending = state.issuing.key
        if state.new_issuing:
            below = _new_key(answers.issuing_key, "encrypted with the same")
        why = "It signs the machines' certificates, so that the root's key can be put away."
        artifacts.append(_key_artifact(layout.ca_key(project), below, why))
    path = layout.ca_certificate(project)
    certificate: bytes | Pending = world.reader.look(path).data
    if not state.kept:
        turns = _created_turns(answers, state, certificates_of(path, world.reader))
        certificate = Pending(_created_summary(answers, state), turns=turns)
    artifacts.append(_certificate_artifact(project, certificate))
    needs = () if state.kept else (_created_need(project, state, world),)
    return Draft(tuple(artifacts), needs)


def _created_need(project: Project, state: _Created, world: World) -> SecretNeed:
    """Return the passphrase of root and issuing CA: chosen now if neither key is there to have it."""
    paths = (
        (layout.root_key(project), state.new_root),
        (layout.ca_key(project), state.new_issuing),
    )
    needs = [_key_need(project, path, world) for path, new in paths if new]
    # a key that stays has the passphrase already
    return next((one for one in needs if not one.new), needs[0] if needs else need(project))


def _key_need(project: Project, path: str, world: World) -> SecretNeed:
    """Return the passphrase that a key of the CA is made with."""
    return key_need(project, path, ca_answers(project).passphrase, CA_PURPOSE, world)


def _key_passphrase(project: Project, path: str, world: World) -> str:
    """Fetch the passphrase for a key that is made now; raises as `refuse_another` does."""
    wanted = _key_need(project, path, world)
    passphrase = world.secrets.secret(wanted.source, wanted.purpose, new=wanted.new)
    refuse_another(project, path, wanted.source, wanted.purpose, passphrase, world)
    return passphrase


def _created_summary(answers: CaAnswers, state: _Created) -> tuple[str, ...]:
    lines: tuple[str, ...] = (
        "A self-signed CA certificate." if not state.keep_root else "The present root certificate.",
        f"Subject: {answers.subject}",
        f"Lifetime: {answers.days} days from the day of writing.",
        f"Key: {answers.key}, {'new' if state.new_root else 'the present one'}.",
    )
    if answers.issuing:
        made = "new" if state.new_issuing else "the present one"
        lines += (
            "Before it, the certificate of an issuing CA below it.",
            f"Subject of the issuing CA: {answers.issuing_subject}",
            f"Lifetime of the issuing CA: {answers.issuing_days} days, or until the root ends.",
            f"Key of the issuing CA: {answers.issuing_key}, {made}.",
        )
    return lines


def _created_turns(
    answers: CaAnswers, state: _Created, before: "tuple[x509.Certificate, ...]"
) -> tuple[Turn, ...]:
    """Return what the CA that was written says beside the one that is made in its place."""
    if not before:
        return ()
    turns = pki.certificate_turns(
        before[-1],
        subject=answers.subject,
        days=answers.days,
        key=answers.key,
        new_key=state.new_root,
    )
    if answers.issuing and len(before) > 1:
        below = pki.certificate_turns(
            before[0],
            subject=answers.issuing_subject,
            days=answers.issuing_days,
            key=answers.issuing_key,
            new_key=state.new_issuing,
        )
        turns += tuple(replace(one, name=f"{one.name} of the issuing CA") for one in below)
    return turns


def make_created(project: Project, world: World) -> dict[str, bytes]:
    """Make the keys that are missing, and sign root and issuing CA."""
    answers, state = ca_answers(project), _created(project, world)
    if state.kept:
        return {}
    wanted = _created_need(project, state, world)
    passphrase = world.secrets.secret(wanted.source, wanted.purpose, new=wanted.new)
    made: dict[str, bytes] = {}
    now = world.clock.now()
    root_path, path = layout.root_key(project), layout.ca_certificate(project)

    def opened(present: Present, kind: str, key_path: str, *, new: bool) -> pki.PrivateKey:
        if not new:
            with suspecting(CA_PURPOSE), pki.opening(wanted.source):
                return pki.load_key(present.key, passphrase, file=key_path)
        _key_passphrase(project, key_path, world)
        key = world.keys.key(kind)
        made[key_path] = pki.key_pem(key, passphrase)
        agreed(key_path, pki.read_back(made[key_path], key=key, passphrase=passphrase))
        return key

    root_key = opened(state.root, answers.key, root_path, new=state.new_root)
    if state.keep_root:
        root = chain(project, world.reader)[-1]
    else:
        length = 1 if answers.issuing else 0
        profile = pki.CaProfile(pki.parse_dn(answers.subject), answers.days, length)
        root = pki.self_signed_ca(root_key, profile, world.keys.serial(), now)
    certificates: tuple[x509.Certificate, ...] = (root,)
    if answers.issuing:
        key_path = layout.ca_key(project)
        key = opened(state.issuing, answers.issuing_key, key_path, new=state.new_issuing)
        name = pki.parse_dn(answers.issuing_subject)
        below = pki.CaProfile(name, answers.issuing_days, path_length=0)
        serial = world.keys.serial()
        issuing = pki.issuing_ca(key.public_key(), below, root, root_key, serial, now)
        certificates = (issuing, root)
    made[path] = pki.ca_list_pem(certificates)
    agreed(path, pki.read_back(made[path], certificates=certificates))
    return made


def _imported(project: Project, world: World, passphrase: str | None = None) -> Taken:
    answers = ca_answers(project)
    return adopted(
        answers.file, answers.key_file, answers.chain, world.reader, ca=True, passphrase=passphrase
    )


def _missing(project: Project, world: World, *keys: str) -> tuple[Finding, ...]:
    answers = ca_answers(project)
    return tuple(
        finding
        for key in keys
        for finding in missing(str(getattr(answers, key)), world.reader, ITEM, f"ca.{key}")
    )


def _import_kept(project: Project, world: World) -> bool:
    now = inputs(project, world.reader)
    paths = [layout.ca_certificate(project)]
    if has_key(project, world.reader):
        paths.append(layout.ca_key(project))
    return unchanged(project, ITEM, now, certificate_input) and all(
        untouched(project, path, world.reader) for path in paths
    )


def plan_imported(project: Project, world: World) -> Draft:
    """Plan the certificates of a CA that exists, and a copy of its key where there is one."""
    if lost := _missing(project, world, "file", "key_file", "chain"):
        return Draft(findings=lost)
    answers, reader = ca_answers(project), world.reader
    taken = _imported(project, world)
    findings = tuple(finding.about(item=ITEM) for finding in taken.findings)
    if has_errors(findings):
        return Draft(findings=findings)
    kept, with_key = _import_kept(project, world), has_key(project, reader)
    key_path, path = layout.ca_key(project), layout.ca_certificate(project)
    certificate: bytes | Pending = reader.look(path).data
    if not kept and taken.locked:
        certificate = Pending((f"The CA certificates of {answers.file}.",))
    elif not kept:
        certificate = pki.ca_list_pem(taken.whole)
    findings += _judged(taken, answers.file, world)
    artifacts = [_certificate_artifact(project, certificate)]
    needs: list[SecretNeed] = []
    if not with_key:
        where = Where(item=ITEM, key="ca.key_file")
        message = f"{answers.file} holds no key, and no key file is named."
        findings += (RULES["CER007"].at(where, message),)
    else:
        present = reader.look(key_path)
        content: bytes | Pending = present.data
        if not kept:
            same = _same_ca(project, taken, world)
            if present.state == "file" and not same and key_path not in world.consents:
                where = Where(item=ITEM, key="ca.file")
                message = f"{key_path} may be the key of another CA."
                return Draft(findings=(*findings, RULES["CER006"].at(where, message)))
            if present.state != "file" or not same:
                content = Pending(("The imported key, encrypted with the " + CA_PURPOSE + ".",))
                needs.append(_key_need(project, key_path, world))
        opens = isinstance(content, Pending) or isinstance(certificate, Pending)
        if opens and (taken.locked or taken.encrypted):
            needs.append(SecretNeed(answers.file_passphrase, FILE_PURPOSE, new=False))
        artifacts.insert(0, _key_artifact(key_path, content, "It signs the certificates."))
    return Draft(tuple(artifacts), tuple(needs), findings)


def _same_ca(project: Project, taken: Taken, world: World) -> bool:
    """Tell whether the CA on disk was imported with the same key."""
    now = inputs(project, world.reader)
    present = chain(project, world.reader)
    return bool(
        present
        and taken.leaf is not None
        and unchanged(project, ITEM, now, _OWN.__contains__)
        and pki.same_key(present[0].public_key(), taken.leaf.public_key())
    )


def _judged(taken: Taken, file: str, world: World) -> tuple[Finding, ...]:
    """Return what is wrong with a CA certificate that comes from elsewhere."""
    if taken.leaf is None:
        return ()
    where = Where(file=file, item=ITEM)
    if not pki.may_sign_certificates(taken.leaf):
        message = f"{pki.shown(taken.leaf)} is not a CA certificate."
        return (RULES["CER005"].at(where, message),)
    return lint(taken.whole, "ca", "", world.clock.now(), file, ITEM)


def make_imported(project: Project, world: World, draft: Draft) -> dict[str, bytes]:
    """Open the files that were named and write what is pending of certificates and key."""
    answers = ca_answers(project)
    pending = {entry.path for entry in draft.artifacts if isinstance(entry.content, Pending)}
    key_path, path = layout.ca_key(project), layout.ca_certificate(project)
    if not pending & {key_path, path}:
        return {}
    needed = any(need.purpose == FILE_PURPOSE for need in draft.secrets)
    secret = world.secrets.secret(answers.file_passphrase, FILE_PURPOSE) if needed else None
    taken = _imported(project, world, secret)
    wrong = (*key_problem(taken, answers.key_file or answers.file), *_judged(taken, "", world))
    if has_errors(wrong):
        worst = next(finding for finding in wrong if has_errors((finding,)))
        with suspecting(FILE_PURPOSE if needed else ""), pki.opening(answers.file_passphrase):
            raise RefusedError(worst.message, fix=worst.fix, where=str(worst.where))
    made: dict[str, bytes] = {}
    assert taken.key is not None
    if path in pending:
        made[path] = pki.ca_list_pem(taken.whole)
        agreed(path, pki.read_back(made[path], certificates=taken.whole))
    if key_path in pending:
        passphrase = _key_passphrase(project, key_path, world)
        made[key_path] = pki.key_pem(taken.key, passphrase)
        agreed(key_path, pki.read_back(made[key_path], key=taken.key, passphrase=passphrase))
    return made


@dataclass(frozen=True, slots=True)
class _Asked:
    """What has to be made to ask an outside CA."""

    present: Present
    new_key: bool
    keep_request: bool
    findings: tuple[Finding, ...]


def _asked(project: Project, world: World) -> _Asked:
    answers, reader = ca_answers(project), world.reader
    now = inputs(project, reader)
    key_path, request_path = layout.ca_key(project), layout.ca_request(project)
    requests = pki.read(reader.look(request_path).data).requests
    present = Present.look(key_path, reader, None)
    if requests and unchanged(project, ITEM, now, _OWN.__contains__):
        present = replace(present, kind=pki.key_kind(requests[0].public_key()))
    due = not (
        unchanged(project, ITEM, now, request_input) and untouched(project, request_path, reader)
    )
    new_key = present.wants_new_key(answers.key, key_path, world, due=due)
    where = Where(item=ITEM, key="ca.key")
    findings = present.mismatch(answers.key, key_path, where, world)
    return _Asked(present, new_key, not (new_key or due), findings)


def plan_asked(project: Project, world: World) -> Draft:
    """Plan key and request for an outside CA, and take its answer in once it is named."""
    answers, reader, state = ca_answers(project), world.reader, _asked(project, world)
    lost = _missing(project, world, "answer", "chain")
    if lost or state.findings:
        return Draft(findings=(*lost, *state.findings))
    key: bytes | Pending = state.present.key
    key_path = layout.ca_key(project)
    request: bytes | Pending = reader.look(layout.ca_request(project)).data
    needs: tuple[SecretNeed, ...] = ()
    if state.new_key:
        key = _new_key(answers.key, f"encrypted with the {CA_PURPOSE}")
    if not state.keep_request:
        needs = (_key_need(project, key_path, world) if state.new_key else need(project),)
        request = Pending(
            (
                f"A request for a CA certificate, signed by the {answers.key} key.",
                f"Subject: {answers.subject}",
            )
        )
    asked = Artifact(
        layout.ca_request(project),
        request,
        Form.CERTIFICATE,
        ITEM,
        "The outside CA makes the certificate from it.",
    )
    artifacts = [_key_artifact(key_path, key, "It signs the certificates."), asked]
    if not answers.answer:
        return Draft(tuple(artifacts), needs)
    if isinstance(request, Pending):
        where = Where(item=ITEM, key="ca.answer")
        message = f"{answers.answer} answers another request than the one that is made now."
        return Draft(tuple(artifacts), needs, (RULES["CER012"].at(where, message),))
    sent = pki.load_request(request, file=layout.ca_request(project))
    taken = answered(answers.answer, answers.chain, sent, reader)
    findings = tuple(finding.about(item=ITEM) for finding in taken.findings)
    findings += _judged(taken, answers.answer, world)
    if has_errors(findings):
        return Draft(findings=findings)
    artifacts.append(_certificate_artifact(project, pki.ca_list_pem(taken.whole)))
    return Draft(tuple(artifacts), needs, findings)


def make_asked(project: Project, world: World) -> dict[str, bytes]:
    """Make the key, unless it is there, and the request."""
    answers, state = ca_answers(project), _asked(project, world)
    if state.keep_request:
        return {}
    key_path, path = layout.ca_key(project), layout.ca_request(project)
    made: dict[str, bytes] = {}
    if state.new_key:
        passphrase = _key_passphrase(project, key_path, world)
        key = world.keys.key(answers.key)
        made[key_path] = pki.key_pem(key, passphrase)
        agreed(key_path, pki.read_back(made[key_path], key=key, passphrase=passphrase))
    else:
        passphrase = world.secrets.secret(answers.passphrase, CA_PURPOSE)
        with suspecting(CA_PURPOSE), pki.opening(answers.passphrase):
            key = pki.load_key(state.present.key, passphrase, file=key_path)
    made[path] = pem(path, pki.ca_request(key, pki.parse_dn(answers.subject)))
    return made
