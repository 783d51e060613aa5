"""The rules of path validation that are claimed, each a finding; and what is not claimed."""

from pwxwizard.finding import FindingRule, Severity

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

NO_ISSUER = FindingRule(
    "PKI100",
    _E,
    "Issuer not found",
    "Whoever has only these CA certificates does not trust the certificate.",
    "Add the named CA certificate to the CA list, or the intermediate to the chain.",
    "RFC 5280, 6.1",
)
NO_ANCHOR = FindingRule(
    "PKI101",
    _E,
    "Chain does not end in a trusted CA",
    "The chain is complete but its root is not among the trusted CA certificates.",
    "Add the root to the CA list if it is to be trusted.",
    "RFC 5280, 6.1",
)
SIGNATURE = FindingRule(
    "PKI102",
    _E,
    "Wrong signature",
    "The certificate was not issued with this CA's key, or it was changed.",
    "Get the certificate again; a CA that was made anew under its old name has another key.",
    "RFC 5280, 6.1.3 (a)(1)",
)
ALGORITHMS_DIFFER = FindingRule(
    "PKI103",
    _E,
    "Two signature algorithms",
    "The certificate names one algorithm inside and another one outside.",
    "Ask the issuer for a well-formed certificate.",
    "RFC 5280, 4.1.1.2",
)
EXPIRED = FindingRule(
    "PKI104",
    _E,
    "Expired",
    "Every validating side refuses it.",
    "Renew it.",
    "RFC 5280, 6.1.3 (a)(2)",
)
NOT_YET = FindingRule(
    "PKI105",
    _E,
    "Not valid yet",
    "Every validating side refuses it until then.",
    "Check the clock of the machine that issued it and of the one that validates it.",
    "RFC 5280, 6.1.3 (a)(2)",
)
NOT_CA = FindingRule(
    "PKI106",
    _E,
    "Issuer is not a CA",
    "A certificate without the CA bit cannot issue others.",
    "Use a certificate with basic constraints CA:TRUE as issuer.",
    "RFC 5280, 6.1.4 (k)",
)
PATH_TOO_LONG = FindingRule(
    "PKI107",
    _E,
    "Path length exceeded",
    "A CA above does not allow as many CAs below it.",
    "Issue with a CA nearer to the root, or make a root with a larger path length.",
    "RFC 5280, 6.1.4 (l), (m)",
)
NO_CERT_SIGN = FindingRule(
    "PKI108",
    _E,
    "Issuer may not sign certificates",
    "Its key usage lacks certificate signing.",
    "Use a CA certificate with key usage certificate signing.",
    "RFC 5280, 6.1.4 (n)",
)
CRITICAL_UNKNOWN = FindingRule(
    "PKI109",
    _E,
    "Critical extension that is not understood",
    "A validating side must refuse what it does not understand.",
    "Ask the issuer for a certificate without it.",
    "RFC 5280, 6.1.4 (o), 6.1.5 (f)",
)
MALFORMED = FindingRule(
    "PKI110",
    _E,
    "Malformed field in the path",
    "What cannot be read cannot be validated.",
    "Ask the issuer for a well-formed certificate.",
    "RFC 5280, 4.2",
)
NAME_NOT_ALLOWED = FindingRule(
    "PKI111",
    _E,
    "Name outside the constraints of a CA",
    "A CA above limits the names that may be certified below it.",
    "Choose a name within the constraints, or another CA.",
    "RFC 5280, 4.2.1.10, 6.1.3 (b), (c)",
)
POLICY = FindingRule(
    "PKI112",
    _E,
    "No acceptable certificate policy",
    "The path requires an explicit policy and none is valid through it.",
    "Ask the certificate authority which policy its certificates carry.",
    "RFC 5280, 6.1.3 (d)-(f), 6.1.5 (g)",
)
USAGE_SERVER = FindingRule(
    "PKI113",
    _E,
    "Not for a TLS server",
    "Clients refuse it as a server's certificate; System SSL with code 440.",
    "Issue it with extended key usage serverAuth, or with none.",
    "RFC 5280, 4.2.1.12; IBM APAR OA68554",
)
USAGE_CLIENT = FindingRule(
    "PKI114",
    _E,
    "Not for a TLS client",
    "Servers refuse it as a client's certificate; System SSL with code 440.",
    "Issue it with extended key usage clientAuth, or with none.",
    "RFC 5280, 4.2.1.12; IBM APAR OA68554",
)
USAGE_CA = FindingRule(
    "PKI115",
    _E,
    "CA limited to other purposes",
    "OpenSSL applies a CA's extended key usage to everything below it.",
    "Use a CA without extended key usage, or with the purpose in it.",
    "OpenSSL 3 manual, openssl-verification-options",
)
KEY_USAGE = FindingRule(
    "PKI116",
    _E,
    "Key usage does not allow TLS",
    "A TLS certificate signs (digital signature) or receives keys (key encipherment, agreement).",
    "Issue it with key usage digital signature.",
    "RFC 5280, 4.2.1.3; RFC 8446, 4.4.2.2",
)
WRONG_NAME = FindingRule(
    "PKI117",
    _E,
    "Certificate for another name",
    "A client that checks names refuses it.",
    "Issue it with the name that clients call as subject alternative name.",
    "RFC 6125, 6; RFC 9525",
)
REVOKED = FindingRule(
    "PKI118",
    _E,
    "Revoked",
    "Its issuer has withdrawn it.",
    "Issue a new certificate with a new key.",
    "RFC 5280, 6.3",
)
REVOCATION_UNKNOWN = FindingRule(
    "PKI119",
    _E,
    "Revocation state unknown",
    "Revocation was to be checked, and no usable list speaks for this certificate.",
    "Get a current revocation list from the issuer.",
    "RFC 5280, 6.3.3",
)
NO_LIST = FindingRule(
    "PKI120",
    _W,
    "No revocation list for an issuer",
    "The lists that were given say nothing about certificates of this CA.",
    "Add the CA's revocation list, if it publishes one.",
    "RFC 5280, 6.3.3",
)
SELF_SIGNED_LEAF = FindingRule(
    "PKI121",
    _W,
    "Self-signed personal certificate",
    "It is trusted only because it is itself in the CA list; it cannot be replaced unnoticed.",
    "Issue personal certificates by a CA.",
    "PowerExchange documentation, ALLOW_SELF_SIGNED",
)
LEAF_IS_CA = FindingRule(
    "PKI122",
    _W,
    "A CA certificate used as personal certificate",
    "A key that can issue certificates lies on a machine that only needs to be itself.",
    "Issue a personal certificate with basic constraints CA:FALSE.",
    "RFC 5280, 4.2.1.9",
)
WEAK_SIGNATURE = FindingRule(
    "PKI123",
    _W,
    "Signature with an outdated digest",
    "OpenSSL at security level 1 and above refuses SHA-1 and MD5 signatures.",
    "Issue the certificate again with SHA-256 or better.",
    "OpenSSL 3 manual, SSL_CTX_set_security_level",
)
NO_TRUST = FindingRule(
    "PKI124",
    _E,
    "No trusted CA given",
    "Without a trusted CA certificate nothing can be verified.",
    "Give the CA list.",
    "RFC 5280, 6.1",
)
LOOSE_END = FindingRule(
    "PKI125",
    _I,
    "CA list with a CA that is not self-signed",
    "OpenSSL and System SSL trust a chain only up to its self-signed root.",
    "Put the root into the CA list; intermediates belong into the chain.",
    "OpenSSL 3 manual, -partial_chain",
)

NOT_CLAIMED = (
    "Delta revocation lists are not applied; a base list is judged by itself.",
    "OCSP is not asked: the tool makes no connection for it.",
    "DSA keys that inherit their parameters from the issuer are refused.",
    "Revocation lists named in certificates are not fetched; they are given as files.",
    "Certificate transparency, and rules that bind public web certificates only, are left out.",
)
"""What path validation here does not do, as sentences for the help."""
