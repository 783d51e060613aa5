"""The findings that the steps themselves make: about answers, and about how they fit together."""

from dataclasses import replace

from pwxwizard.finding import Finding, FindingRule, Severity, Where
from pwxwizard.world import Found

_VENDOR = "PowerExchange Reference Manual, SSL configuration steps"

_TABLE = (
    FindingRule(
        "EST001",
        Severity.ERROR,
        "Two listeners on one port",
        "Only one listener can accept on a port; the other will not start.",
        "Give one of them another port.",
        "TCP",
    ),
    FindingRule(
        "EST002",
        Severity.ERROR,
        "Connection to a listener that is not there",
        "Nothing can be prepared for a connection without its listener.",
        "Name a listener as MACHINE.LISTENER, or add the one that is meant.",
        "this tool",
    ),
    FindingRule(
        "EST003",
        Severity.ERROR,
        "Connection from a machine that is not there",
        "Nothing can be prepared for a connection without its client.",
        "Name a machine of the project, or add the one that is meant.",
        "this tool",
    ),
    FindingRule(
        "EST004",
        Severity.ERROR,
        "Client platform cannot open secure connections",
        "Only Linux, UNIX and Windows machines make outbound secure connections.",
        "Choose a Linux, UNIX or Windows machine as the client.",
        "PowerExchange Reference Manual 10.5, SSL architecture",
    ),
    FindingRule(
        "EST005",
        Severity.ERROR,
        "Name that cannot be used",
        "The name becomes part of file names and statements.",
        "Start with a letter A-Z and use up to 32 letters A-Z, digits, hyphens and underscores.",
        "this tool",
    ),
    FindingRule(
        "EST007",
        Severity.ERROR,
        "The same connection twice",
        "Both entries would write the same NODE statement.",
        "Remove one of them.",
        "this tool",
    ),
    FindingRule(
        "EST008",
        Severity.WARNING,
        "One address for two machines",
        "A certificate and a NODE statement would name the wrong machine.",
        "Check the host names and addresses of both machines.",
        "this tool",
    ),
    FindingRule(
        "EST009",
        Severity.ERROR,
        "Connection to a plain listener",
        "This tool prepares secure connections; a plain listener takes none.",
        "Mark the listener as secure, or connect to another one.",
        "this tool",
    ),
    FindingRule(
        "EST011",
        Severity.ERROR,
        "Two NODE statements of one name",
        "A client finds a node by its name; one of the two would never be used.",
        "Give one of the connections its own node name.",
        "this tool",
    ),
    FindingRule(
        "EST012",
        Severity.WARNING,
        "Release of z/OS that is not known here",
        "Keywords and defaults are taken for those of the newest known release before it.",
        "Correct the release; if it is right, name it in the project's catalogue.attls.releases.",
        "this tool",
    ),
    FindingRule(
        "EST013",
        Severity.WARNING,
        "Machine that calls itself",
        "Client and listener stand on one machine, which seldom is what was meant.",
        "Choose another client, or leave it if the machine does call its own listener.",
        "this tool",
    ),
    FindingRule(
        "ANS003",
        Severity.WARNING,
        "An example stands where an answer is needed",
        "The statements that are written name a place that may not be there on the machine.",
        "Answer with the folder as it is on that machine, even if it is the same as in the example.",
        "this tool",
    ),
    FindingRule(
        "FIL003",
        Severity.WARNING,
        "DBMOVER made without the present one",
        "Who puts it in the place of a present DBMOVER loses every statement that stands there.",
        "Name a copy of the machine's present DBMOVER; where there is none, waive this.",
        "this tool",
    ),
    FindingRule(
        "ANS001",
        Severity.ERROR,
        "Answer that cannot be used",
        "Nothing is written from an answer that cannot be right.",
        "Correct the answer.",
        "this tool",
    ),
    FindingRule(
        "ANS002",
        Severity.INFO,
        "Question without an answer",
        "The item stays open until it is answered.",
        "Answer it in the wizard or in the project file.",
        "this tool",
    ),
    FindingRule(
        "FIL001",
        Severity.ERROR,
        "Input file that is not there or cannot be read",
        "What stands in it now must be known before it can be extended.",
        "Correct the path, or bring the file there.",
        "this tool",
    ),
    FindingRule(
        "DRI001",
        Severity.WARNING,
        "File is no longer what was written",
        "Somebody changed it after this tool wrote it; applying again would take that back.",
        "Look at the difference in the preview before applying.",
        "this tool",
    ),
    FindingRule(
        "CER001",
        Severity.ERROR,
        "The present key is of another kind",
        "A key in use is never replaced silently: every file made with it would be void.",
        "Answer with the kind of the present key, or agree to a new one: k on the item in the wizard, "
        "--replace-key KEY on the command line.",
        "this tool",
    ),
    FindingRule(
        "CER002",
        Severity.ERROR,
        "There is no CA that can sign",
        "A certificate can only be made with the CA's certificate and its key.",
        "Complete the CA certificate first, with its key, or let the certificate come from elsewhere.",
        "this tool",
    ),
    FindingRule(
        "CER003",
        Severity.ERROR,
        "The CA's dates do not allow signing",
        "A certificate that is made outside the CA's own dates is refused everywhere.",
        "Renew the CA, or set this machine's clock right.",
        "RFC 5280, 6.1.3",
    ),
    FindingRule(
        "CER004",
        Severity.ERROR,
        "File does not hold what was asked for",
        "Nothing can be written without it.",
        "Name the file that holds it.",
        "this tool",
    ),
    FindingRule(
        "CER005",
        Severity.ERROR,
        "Certificate that may not sign others",
        "Every certificate that it signs is refused.",
        "Ask for a certificate with basic constraints CA and key usage certificate signing.",
        "RFC 5280, 4.2.1.9",
    ),
    FindingRule(
        "CER006",
        Severity.ERROR,
        "Another private key is on disk",
        "Files made with the present key stop working with the certificate that is taken in.",
        "Agree to it: k on the item in the wizard, --replace-key KEY on the command line. The present "
        "key is kept as a dated copy.",
        "this tool",
    ),
    FindingRule(
        "CER007",
        Severity.INFO,
        "CA without its key",
        "It is trusted, but no certificate can be signed with it here.",
        "Nothing to do when every certificate comes from elsewhere; otherwise name its key.",
        "this tool",
    ),
    FindingRule(
        "CER008",
        Severity.INFO,
        "A change of the CA is under way",
        "Both CAs are trusted until the last certificate of the former one is replaced.",
        "Install the CA lists everywhere first; then renew one machine after the other.",
        "RFC 4210, 4.4",
    ),
    FindingRule(
        "CER009",
        Severity.WARNING,
        "Former CA dropped while its certificates are in use",
        "A machine that still shows one is refused by everybody with the new CA list.",
        "Install the new certificates before the new CA lists.",
        "RFC 4210, 4.4",
    ),
    FindingRule(
        "CER010",
        Severity.INFO,
        "Form of PKCS #12 that was not read in a manual",
        "Another form may be needed, or may be possible and stronger.",
        "Check what the target's release reads; the other form can be chosen.",
        "this tool's catalogue",
    ),
    FindingRule(
        "CER011",
        Severity.ERROR,
        "Withdrawn certificate is in use",
        "Whoever reads the revocation list refuses it; whoever does not accepts it until it ends. The "
        "files made here have nobody read it.",
        "Renew the machine's certificate, with a new key if the old one may be known, and take the old "
        "one away everywhere.",
        "RFC 5280, 5",
    ),
    FindingRule(
        "CER012",
        Severity.WARNING,
        "Certificate is not yet made for the present answers",
        "It came from elsewhere, and is taken as it is.",
        "Send the new request to the outside CA and name its new answer.",
        "this tool",
    ),
    FindingRule(
        "CER013",
        Severity.WARNING,
        "Withdrawn certificates whose keys others may have",
        "Whoever reads no revocation list accepts them until they end, and the files made here have nobody "
        "read one.",
        "The trust matrix tells who accepts them. Change the CA and renew every certificate, or have the "
        "list read where that can be done.",
        "RFC 5280, 5",
    ),
    FindingRule(
        "TLS001",
        Severity.WARNING,
        "Clients are not authenticated",
        "Anybody who reaches the port may open a secure connection to the listener.",
        "On z/OS choose ServerWithClientAuth with Required; elsewhere demand client certificates.",
        _VENDOR,
    ),
    FindingRule(
        "TLS002",
        Severity.WARNING,
        "The server is not authenticated",
        "The client would not notice a stranger in place of the server.",
        "Let the client demand and check the server's certificate.",
        _VENDOR,
    ),
    FindingRule(
        "TLS003",
        Severity.WARNING,
        "PassThru authenticates nobody",
        "PowerExchange does not process certificates, so nobody looks at the client's.",
        "Choose Required, or Full while clients are being moved.",
        "z/OS Communications Server, AT-TLS handshake roles; " + _VENDOR,
    ),
)

RULES = {rule.code: rule for rule in _TABLE}
"""Every finding of the steps, by code."""


def no_file(where: Where, path: str, found: Found) -> Finding:
    """Return the finding that there is no file to be read at a path that was named."""
    finding = RULES["FIL001"].at(where, f"{path}: {found.problem}.")
    return replace(finding, fix="Name a file in it.") if found.state == "folder" else finding
