"""The lint: named checks for internal certificates and the files they are in."""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509

from pwxwizard.finding import Finding, FindingRule, Where
from pwxwizard.pki.chains import built
from pwxwizard.pki.checks import dates, files, keys, names, usage
from pwxwizard.pki.checks.catalogue import (
    CA,
    PERSONAL,
    CertificateSubject,
    Check,
    FileSubject,
)
from pwxwizard.pki.reading import Contents

CERTIFICATE_CHECKS: tuple[Check[CertificateSubject], ...] = (
    *keys.CHECKS,
    *names.CHECKS,
    *usage.CHECKS,
    *dates.CHECKS,
)
FILE_CHECKS: tuple[Check[FileSubject], ...] = tuple(files.CHECKS)
LINT_RULES: tuple[FindingRule, ...] = (
    *(check.rule for check in CERTIFICATE_CHECKS),
    *(check.rule for check in FILE_CHECKS),
)
"""The rules of all checks, in the order in which they are looked at."""


def lint(
    subject: x509.Certificate | Contents,
    role: str,
    target_platform: str | None = None,
    *,
    issuer: x509.Certificate | None = None,
    at: datetime | None = None,
    hosts: Sequence[str] = (),
    file: str = "",
) -> tuple[Finding, ...]:
    """Return what the checks find in a certificate or in a whole file.

    Args:
        subject: one certificate, or the contents of a file; of a personal file the personal
            certificate is checked as such and the others as CAs.
        role: `ca` or `personal`.
        target_platform: where it will be used, such as `zos`; `None` when that is not known.
        issuer: the issuer's certificate; found by itself among a file's certificates.
        at: the moment to judge dates for; without it expiry is not judged.
        hosts: names and addresses the machine is called by.
        file: the name to show in findings.

    Raises:
        ValueError: another role.
    """
    if role not in (CA, PERSONAL):
        raise ValueError(f"{role} is neither ca nor personal")
    platform = target_platform or ""
    where = Where(file=file)
    if isinstance(subject, x509.Certificate):
        one = CertificateSubject(subject, role, platform, issuer, at, tuple(hosts))
        return _certificate(one, where)
    whole = FileSubject(subject, role, platform, at)
    findings = [
        check.rule.at(where, sentence)
        for check in FILE_CHECKS
        if role in check.roles
        for sentence in check.look(whole)
    ]
    leaf = files.leaf_of(whole) if role == PERSONAL else None
    for certificate in dict.fromkeys(subject.certificates):
        path, _complete = built(certificate, subject.certificates)
        above = path[1] if len(path) > 1 else issuer if certificate == leaf else None
        one = CertificateSubject(
            certificate,
            PERSONAL if certificate == leaf else CA,
            platform,
            above,
            at,
            tuple(hosts) if certificate == leaf else (),
        )
        line = next((item.line for item in subject.items if item.value == certificate), 0)
        findings += _certificate(one, Where(file=file, line=line))
    return tuple(findings)


def _certificate(one: CertificateSubject, where: Where) -> tuple[Finding, ...]:
    return tuple(
        check.rule.at(where, sentence)
        for check in CERTIFICATE_CHECKS
        if one.role in check.roles
        for sentence in check.look(one)
    )
