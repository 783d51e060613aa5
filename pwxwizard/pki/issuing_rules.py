"""The findings of issuing, requests, answers and written files, each stated once."""

from pwxwizard.finding import FindingRule, Severity

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

ISSUER_MISMATCH = FindingRule(
    "PKI070",
    _E,
    "Key and certificate do not belong together",
    "A handshake with this pair fails.",
    "Use the key the certificate was requested with.",
    "RFC 5280, 4.1.2.7",
)
ANSWER_FOREIGN = FindingRule(
    "PKI071",
    _E,
    "Answer for another request",
    "No certificate in the answer holds the public key that was sent.",
    "Ask the certificate authority for the answer to this very request.",
    "RFC 2986",
)
ISSUER_MISSING = FindingRule(
    "PKI072",
    _E,
    "Issuer missing",
    "The chain cannot be completed, so that peers which know only the root refuse it.",
    "Ask the certificate authority for the missing certificate, by its name.",
    "RFC 5246, 7.4.2; RFC 5280, 6",
)
CHAIN_UNUSED = FindingRule(
    "PKI073",
    _I,
    "Certificate that is not part of the chain",
    "It is left out of what is written.",
    "Nothing to do, unless it was meant to be part of the chain.",
    "RFC 5246, 7.4.2",
)
REQUEST_SIGNATURE = FindingRule(
    "PKI074",
    _E,
    "Request with a wrong signature",
    "Whoever sent it has not shown to hold the key, or the file was damaged.",
    "Ask for a new request.",
    "RFC 2986, 4.2",
)
REQUEST_CA = FindingRule(
    "PKI075",
    _W,
    "Request that wishes to be a CA",
    "The wish is never granted here: a personal certificate is not a CA.",
    "Nothing to do; ask the sender if it surprises you.",
    "RFC 5280, 4.2.1.9",
)
REQUEST_NAMES = FindingRule(
    "PKI076",
    _W,
    "Request for other names than the machine's",
    "Only the names of the project are granted.",
    "Add the name to the machine's hosts if it is right.",
    "RFC 2986",
)
REQUEST_SUBJECT = FindingRule(
    "PKI077",
    _I,
    "Request with another subject than the project's",
    "The project's subject is written into the certificate.",
    "Correct the project if the request is right.",
    "RFC 2986",
)
REQUEST_USAGE = FindingRule(
    "PKI078",
    _I,
    "Request with wishes that are not granted",
    "Usages and extensions come from our policy, not from the request.",
    "Nothing to do.",
    "RFC 2986; RFC 5280",
)
REQUEST_NOT_ONE = FindingRule(
    "PKI079",
    _E,
    "Not exactly one request",
    "It is not clear which key is to be certified.",
    "Give a file with one certificate request.",
    "RFC 2986",
)
VALIDITY_CUT = FindingRule(
    "PKI080",
    _W,
    "Lifetime shortened to the issuer's",
    "A certificate is of no use after its issuer's end.",
    "Choose fewer days, or renew the CA first.",
    "RFC 5280, 6.1.3; IBM RACDCERT GENCERT, NOTAFTER",
)
DAYS_ODD = FindingRule(
    "PKI081",
    _E,
    "Lifetime that cannot be",
    "A certificate needs at least one day and ends before the year 10000.",
    "Give the lifetime in days, for example 825 or 3650.",
    "RFC 5280, 4.1.2.5",
)
DAYS_LONG = FindingRule(
    "PKI082",
    _W,
    "Long lifetime",
    "A lost key stays dangerous for as long as its certificate lives.",
    "825 days for a personal certificate and 20 years for a CA are usual upper limits.",
    "CA/Browser Forum Baseline Requirements 6.3.2 (for public CAs); common practice",
)
SERIAL_POOR = FindingRule(
    "PKI083",
    _E,
    "Serial number out of policy",
    "Serial numbers must be positive, at most 20 octets, and too random to guess.",
    "Use a random number of the 128-bit class.",
    "RFC 5280, 4.1.2.2",
)
PATH_LENGTH_POOR = FindingRule(
    "PKI084",
    _E,
    "Path length that cannot be",
    "The issuing CA would not be accepted below its issuer.",
    "Choose a smaller path length, or a root with a larger one.",
    "RFC 5280, 4.2.1.9",
)

DIFFERENT = FindingRule(
    "PKI090",
    _E,
    "What was written is not what was meant",
    "The file would not work as planned.",
    "Write it again; if it happens again, report a defect.",
    "this tool's own rule: every file is read back",
)
