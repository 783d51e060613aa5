"""What can go wrong while editing, handing over and comparing DBMOVER files of an estate."""

from pwxwizard.finding import FindingRule, Severity

ASSUMED = FindingRule(
    "DBM050",
    Severity.INFO,
    "Syntax that no manual confirmed",
    "No manual at hand shows the syntax; it may differ in your release.",
    "Compare it with your manual; the catalogue can be corrected without a new release.",
    "Catalogue of statements",
)
OVERRIDDEN = FindingRule(
    "DBM083",
    Severity.INFO,
    "Overridden catalogue entry acts",
    "What is written follows a correction of the catalogue, not the entry it ships with.",
    "Make sure that the correction was read in the manual of your release.",
    "Catalogue of statements",
)
PORT_TAKEN = FindingRule(
    "DBM051",
    Severity.ERROR,
    "Port of the secure LISTENER is taken",
    "The port belongs to another LISTENER, so nothing was added.",
    "Choose a port of its own for secure connections.",
    "This tool's own rule",
)
NODE_TAKEN = FindingRule(
    "DBM052",
    Severity.ERROR,
    "Name of the secure NODE is taken",
    "Other files refer to nodes by name, so the existing one was not touched and nothing was added.",
    "Choose a name of its own for the secure node.",
    "CDC Guide 10.5: CAPTURE_NODE; CDC Publisher 1.1: Extract.pwxNodeLocation",
)
BAD_PASSPHRASE = FindingRule(
    "DBM053",
    Severity.ERROR,
    "Passphrase that the statement cannot carry",
    "A comma, parenthesis, quote, equals sign or blank would end the value or change it.",
    "Use a passphrase of letters and digits, or the encrypted form.",
    "Remembered syntax of the SSL statement; Reference Manual, DBMOVER statements",
)
NOT_ON_PLATFORM = FindingRule(
    "DBM054",
    Severity.ERROR,
    "Setting that the platform does not have",
    "It was not written.",
    "Leave it out for this machine.",
    "Reference Manual 10.5, PowerExchange SSL architecture",
)
BAD_VALUE = FindingRule(
    "DBM055",
    Severity.ERROR,
    "Value that a statement cannot carry",
    "A comma, parenthesis, quote or line break would end the value or change it.",
    "Use a value without them.",
    "Remembered syntax of the SSL statement; Reference Manual, DBMOVER statements",
)
OLD_PASSPHRASE = FindingRule(
    "DBM056",
    Severity.WARNING,
    "Earlier clear passphrase stays in a comment",
    "The comment keeps the statement as it was, so that it can be undone.",
    "Take the comment lines away when the new set-up is proved.",
    "This tool's own rule",
)
NUMBERS_FULL = FindingRule(
    "DBM057",
    Severity.INFO,
    "No room between sequence numbers",
    "Some new lines repeat the number of the line before them.",
    "Renumber the member in the editor.",
    "This tool's own rule",
)
TOKEN_DIFFERS = FindingRule(
    "DBM058",
    Severity.INFO,
    "Existing NODE has the other TLS token",
    "SSL and ZSSL are both accepted as secure; nothing was added.",
    "Check in the manual which of them is for this target.",
    "Remembered syntax of the LISTENER and NODE statements; Reference Manual, DBMOVER statements",
)
SSL_NOT_UNDERSTOOD = FindingRule(
    "DBM059",
    Severity.ERROR,
    "SSL statement in a form that is not known",
    "It was not touched.",
    "Write it as SSL=(KEYWORD=value,...), or comment it out.",
    "Remembered syntax of the SSL statement; Reference Manual, DBMOVER statements",
)
LISTENER_NAME_DIFFERS = FindingRule(
    "DBM060",
    Severity.WARNING,
    "Secure LISTENER exists under another name",
    "A Listener process uses the statements that carry its name.",
    "Check the name under which the Listener is started.",
    "Remembered syntax of the LISTENER and NODE statements; Reference Manual, DBMOVER statements",
)
BAD_TARGET = FindingRule(
    "DBM061",
    Severity.ERROR,
    "Place of the file that the platform does not have",
    "The file would not be found there.",
    "Write it in the platform's form, as in the message.",
    "z/OS: HLQ.RUNLIB(DBMOVER); IBM i: library/file(member), Installation Guide 10.5.8",
)
TWO_FILES = FindingRule(
    "DBM062",
    Severity.INFO,
    "Which file a process reads",
    "PWX_CONFIG names it; without it, 64-bit and 32-bit programs on Windows read different files.",
    "Print PWX_CONFIG where each process is started.",
    "Installation Guide 10.5.8, environment variables",
)
TOKEN_MISSING = FindingRule(
    "DBM070",
    Severity.ERROR,
    "Plain NODE to a secure port",
    "The server gets plain text where it expects a handshake and closes the connection.",
    "Add the TLS token, or use the plain port.",
    "Reference Manual 10.5, PowerExchange SSL architecture",
)
TOKEN_TOO_MUCH = FindingRule(
    "DBM071",
    Severity.ERROR,
    "Secure NODE to a plain port",
    "The server gets a handshake where it expects plain text.",
    "Take the token away, or use the secure port.",
    "Reference Manual 10.5, PowerExchange SSL architecture",
)
NO_LISTENER = FindingRule(
    "DBM072",
    Severity.WARNING,
    "NODE whose port no Listener of that machine has",
    "Nobody answers there, as far as the files show.",
    "Correct the port, or add the LISTENER statement.",
    "This tool's own rule",
)
FOREIGN_HOST = FindingRule(
    "DBM073",
    Severity.INFO,
    "NODE whose host is not in the estate",
    "Whether it is secure cannot be judged from here.",
    "Add the machine to the project, if it belongs to it.",
    "This tool's own rule",
)
FILE_MISSING = FindingRule(
    "DBM074",
    Severity.ERROR,
    "Certificate file that is not there",
    "The process cannot start a secure connection without it.",
    "Install the file at this path, or correct the path.",
    "Remembered syntax of the SSL statement; Reference Manual, DBMOVER statements",
)
KEY_MISMATCH = FindingRule(
    "DBM075",
    Severity.ERROR,
    "Personal certificate without its private key",
    "The certificate and the private key in the file do not belong together.",
    "Join the certificate with the key it was issued for.",
    "Reference Manual 10.5 to 10.5.9, SSL configuration steps",
)
ISSUER_MISSING = FindingRule(
    "DBM076",
    Severity.ERROR,
    "CA list lacks the issuer of the other side",
    "The validation of the other side's certificate fails.",
    "Add the issuing CA certificate to the list.",
    "Reference Manual 10.5 to 10.5.9, SSL configuration steps",
)
CLIENT_WITHOUT_CERTIFICATE = FindingRule(
    "DBM077",
    Severity.ERROR,
    "Client certificate demanded, client has none",
    "The server refuses the handshake.",
    "Add the SSL statement on the client, or do not demand a client certificate.",
    "How-to article 1157, authentication",
)
NODE_DIFFERS = FindingRule(
    "DBM078",
    Severity.WARNING,
    "One node name, two targets",
    "The same name calls different Listeners on different machines, which misleads whoever reads a log.",
    "Give each target its own name.",
    "This tool's own rule",
)
WRONG_TOKEN = FindingRule(
    "DBM079",
    Severity.WARNING,
    "TLS token for another kind of target",
    "SSL is remembered for Linux, UNIX, Windows and IBM i, ZSSL for z/OS.",
    "Use the token of the target's platform, or correct the choice in the catalogue.",
    "Remembered syntax of the LISTENER and NODE statements; Reference Manual, DBMOVER statements",
)
FILES_DISAGREE = FindingRule(
    "DBM080",
    Severity.WARNING,
    "Two DBMOVER files of one machine disagree on TLS",
    "32-bit and 64-bit programs then behave differently.",
    "Make the TLS statements of both files the same.",
    "Installation Guide 10.5.8, environment variables",
)
HOST_TWICE = FindingRule(
    "DBM081",
    Severity.ERROR,
    "One host name, two machines",
    "A NODE statement then has two possible targets.",
    "Give each machine its own host names.",
    "This tool's own rule",
)
NO_CALLER = FindingRule(
    "DBM082",
    Severity.INFO,
    "Secure LISTENER that nobody calls",
    "No NODE statement of the estate leads to it.",
    "Add the secure node on the client, if it is meant to call.",
    "This tool's own rule",
)
