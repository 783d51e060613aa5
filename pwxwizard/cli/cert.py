"""`pwxwizard cert`: certificates by themselves, and the life of a project's certificates."""

from pwxwizard.cli.cert_checks import checks, forms
from pwxwizard.cli.cert_files import convert, diff, inspect, lint
from pwxwizard.cli.cert_life import change_ca, crl, renew, revoke
from pwxwizard.cli.cert_verify import verify
from pwxwizard.cli.inputs import group

command = group(
    "Look at, compare, verify and judge certificates, requests, revocation lists and PKCS #12 files "
    "of any origin; renew and withdraw those of a project, and change its CA.",
    {
        "inspect": inspect,
        "diff": diff,
        "verify": verify,
        "lint": lint,
        "convert": convert,
        "checks": checks,
        "forms": forms,
        "renew": renew,
        "revoke": revoke,
        "crl": crl,
        "change-ca": change_ca,
    },
)
