"""What can be wrong in one DBMOVER file, each with its reason and its remedy."""

from pwxwizard.finding import FindingRule, Severity

UNREADABLE = FindingRule(
    "DBM001",
    Severity.ERROR,
    "Line that is no statement",
    "PowerExchange cannot use the line; the rest of the file was read.",
    "Write it as KEYWORD=value, or open it with /* if it is a comment.",
    "Reading of real DBMOVER files; the manual's own rules are not at hand",
)
UNCLOSED = FindingRule(
    "DBM002",
    Severity.ERROR,
    "Parenthesis that is not closed",
    "The statement has no end, so what follows may be taken for a part of it.",
    "Close the parenthesis; break a long statement after a comma.",
    "Reading of real DBMOVER files; the manual's own rules are not at hand",
)
TRAILING = FindingRule(
    "DBM003",
    Severity.WARNING,
    "Text after the end of a statement",
    "It belongs to no statement; often a parenthesis closes too early.",
    "Move the text into the parentheses, or take it away.",
    "Reading of real DBMOVER files; the manual's own rules are not at hand",
)
INLINE_COMMENT = FindingRule(
    "DBM004",
    Severity.INFO,
    "Comment behind a statement",
    "Comments on lines of their own are known to work; behind a statement it is not known.",
    "Give the comment a line of its own.",
    "Reading of real DBMOVER files; the manual's own rules are not at hand",
)
AFTER_COMMENT = FindingRule(
    "DBM005",
    Severity.WARNING,
    "Text behind a closed comment",
    "A comment ends with its line, so the text behind it has no effect.",
    "Give the text a line of its own if it is meant to count.",
    "Reading of real DBMOVER files; the manual's own rules are not at hand",
)
CONTROL_CHARACTER = FindingRule(
    "DBM006",
    Severity.ERROR,
    "Control character in a line",
    "Such characters come from a wrong transfer and make names and values differ unseen.",
    "Transfer the file as text again, or retype the line.",
    "This tool's own rule",
)
TOO_LONG = FindingRule(
    "DBM007",
    Severity.ERROR,
    "Line longer than the platform's records",
    "What stands behind the last column is cut off or taken for a sequence number.",
    "Break the statement after a comma, or shorten it.",
    "z/OS members and IBM i source files have fixed records; columns from the catalogue",
)
NOT_ENCODABLE = FindingRule(
    "DBM008",
    Severity.ERROR,
    "Character that the platform's encoding lacks",
    "The transfer replaces the character or fails.",
    "Use letters, digits and signs that EBCDIC has.",
    "IBM-1047 and IBM-037 code pages",
)
MIXED_LINE_ENDS = FindingRule(
    "DBM009",
    Severity.WARNING,
    "Line ends of two kinds",
    "Some programs read such a file as if lines were missing or doubled.",
    "Save the file with one kind of line end.",
    "This tool's own rule",
)
UNKNOWN = FindingRule(
    "DBM010",
    Severity.INFO,
    "Statement that the catalogue does not know",
    "It is left as it is. If PowerExchange does not know it either, it has no effect or stops the start.",
    "Look it up in the Reference Manual, DBMOVER statements.",
    "Catalogue of statements",
)
MISSPELLED = FindingRule(
    "DBM011",
    Severity.ERROR,
    "Statement name one letter off",
    "The setting does not take effect under this name.",
    "Correct the name.",
    "Catalogue of statements",
)
WRONG_PLATFORM = FindingRule(
    "DBM012",
    Severity.WARNING,
    "Statement for another platform",
    "It has no effect here, or stops the start.",
    "Take it away, or move it to the machine it is meant for.",
    "Catalogue of statements",
)
REPEATED = FindingRule(
    "DBM013",
    Severity.WARNING,
    "Statement that may stand once is repeated",
    "The last one is taken to count; this is remembered, not read in a manual.",
    "Keep one of them.",
    "Remembered rule: the last one counts",
)
MISSING_PART = FindingRule(
    "DBM014",
    Severity.ERROR,
    "Required position or keyword is empty",
    "The statement is not complete, so it cannot take effect.",
    "Fill it in.",
    "Remembered syntax of the LISTENER and NODE statements; Reference Manual, DBMOVER statements",
)
BAD_NUMBER = FindingRule(
    "DBM015",
    Severity.ERROR,
    "Port or size that is not a usable number",
    "PowerExchange cannot listen on or call such a port.",
    "Use a number; a port lies between 1 and 65535.",
    "Remembered syntax of the LISTENER and NODE statements; Reference Manual, DBMOVER statements",
)
BAD_WORD = FindingRule(
    "DBM016",
    Severity.ERROR,
    "Word that the position does not know",
    "The position takes other words only.",
    "Use one of the words named, or correct the number of commas.",
    "Remembered syntax of the LISTENER and NODE statements; Reference Manual, DBMOVER statements",
)
SHIFTED_TOKEN = FindingRule(
    "DBM017",
    Severity.ERROR,
    "TLS token one or more positions off",
    "A token at another position is not a TLS token. LISTENER has one position more before it than NODE.",
    "Count the commas again.",
    "Remembered syntax of the LISTENER and NODE statements; Reference Manual, DBMOVER statements",
)
TOO_MANY_PARTS = FindingRule(
    "DBM018",
    Severity.ERROR,
    "More positions than the statement has",
    "Parts behind the last position have no meaning.",
    "Take away what is too much; look for a comma too many.",
    "Remembered syntax of the LISTENER and NODE statements; Reference Manual, DBMOVER statements",
)
TOO_LONG_PART = FindingRule(
    "DBM019",
    Severity.WARNING,
    "Name longer than known limits",
    "Longer names may be cut off or refused; the limit is remembered, not read in a manual.",
    "Use a shorter name, or correct the limit in the catalogue.",
    "Remembered syntax of the LISTENER and NODE statements; Reference Manual, DBMOVER statements",
)
NOT_A_LIST = FindingRule(
    "DBM020",
    Severity.ERROR,
    "Value that should stand in parentheses",
    "The statement cannot be read without them.",
    "Write the value in parentheses.",
    "Remembered syntax of the LISTENER and NODE statements; Reference Manual, DBMOVER statements",
)
PORT_TWICE = FindingRule(
    "DBM021",
    Severity.ERROR,
    "Two LISTENER statements on one port",
    "Only one of them can have the port, so the Listener does not start as meant.",
    "Give each its own port.",
    "This tool's own rule",
)
NODE_TWICE = FindingRule(
    "DBM022",
    Severity.ERROR,
    "Two NODE statements of one name",
    "Only one of them is used; which one is not documented.",
    "Give each its own name, or keep one.",
    "This tool's own rule",
)
NODE_REPEATED = FindingRule(
    "DBM023",
    Severity.INFO,
    "NODE statement repeated word for word",
    "The second has no effect.",
    "Keep one of them.",
    "This tool's own rule",
)
NO_SSL = FindingRule(
    "DBM024",
    Severity.ERROR,
    "Secure LISTENER without an SSL statement",
    "Without a personal certificate the Listener cannot answer a handshake.",
    "Add the SSL statement.",
    "Remembered syntax of the SSL statement; Reference Manual, DBMOVER statements",
)
NO_SSL_CLIENT = FindingRule(
    "DBM025",
    Severity.INFO,
    "Secure NODE without an SSL statement",
    "This machine has no personal certificate and no CA list: it works only where the server asks for no certificate and its own is not validated.",
    "Add the SSL statement unless both are meant.",
    "Remembered syntax of the SSL statement; Reference Manual, DBMOVER statements",
)
PASSPHRASE_TWICE = FindingRule(
    "DBM026",
    Severity.ERROR,
    "PASS and PASSEP in one SSL statement",
    "It is not known which of them counts.",
    "Keep PASSEP.",
    "Remembered syntax of the SSL statement; Reference Manual, DBMOVER statements",
)
CLEAR_PASSPHRASE = FindingRule(
    "DBM027",
    Severity.WARNING,
    "Passphrase in clear",
    "Whoever reads the file reads it, and the Listener writes its DBMOVER statements to the message log at start.",
    "Use the encrypted form, PASSEP.",
    "Message logs, Reference Manual 10.5.4",
)
PLACEHOLDER = FindingRule(
    "DBM028",
    Severity.WARNING,
    "Passphrase still to be filled in",
    "The private key cannot be opened until the placeholder is replaced.",
    "Replace it by the encrypted passphrase, on the machine itself.",
    "This tool's own rule",
)
UNKNOWN_KEYWORD = FindingRule(
    "DBM029",
    Severity.WARNING,
    "Keyword that the statement does not know",
    "It has no effect, or stops the start.",
    "Correct the keyword, or look it up in the manual.",
    "Remembered syntax of the SSL statement; Reference Manual, DBMOVER statements",
)
NOT_Y_OR_N = FindingRule(
    "DBM030",
    Severity.ERROR,
    "Y or N expected",
    "Any other value is an error or counts as one of the two without saying which.",
    "Write Y or N.",
    "Catalogue of statements",
)
SERVER_NOT_VALIDATED = FindingRule(
    "DBM031",
    Severity.WARNING,
    "Client does not validate the server's certificate",
    "Traffic is encrypted, but anybody in between can answer in the server's place.",
    "Set SSL_REQ_SRVR_CERT=Y and name the CA list.",
    "Reference Manual 10.5 to 10.5.9, SSL configuration steps",
)
SELF_SIGNED_ALLOWED = FindingRule(
    "DBM032",
    Severity.WARNING,
    "Self-signed server certificates accepted",
    "A certificate that anybody can make is then good enough.",
    "Set the switch to N and trust the issuing CA instead.",
    "Reference Manual 10.5 to 10.5.9, SSL configuration steps",
)
NO_TRUSTED_CA = FindingRule(
    "DBM033",
    Severity.ERROR,
    "Validation without trusted CA certificates",
    "A received certificate is validated against an empty list and refused.",
    "Name the CA list: CALIST or CAPATH in the SSL statement.",
    "Reference Manual 10.5 to 10.5.9, SSL configuration steps",
)
WEAK_CIPHER = FindingRule(
    "DBM034",
    Severity.WARNING,
    "Weak cipher suite offered",
    "If the other side prefers it, the connection is protected badly or refused.",
    "Take the suite out of the list.",
    "RFC 9325, RFC 7465, RFC 8996",
)
CIPHER_SEPARATOR = FindingRule(
    "DBM035",
    Severity.WARNING,
    "Cipher list not separated by colons",
    "OpenSSL takes commas and blanks too; whether the DBMOVER statement does is not known.",
    "Put colons between the suites.",
    "OpenSSL cipher list format; remembered for SSL_CIPHER_LIST",
)
NETWORK_PATH = FindingRule(
    "DBM036",
    Severity.ERROR,
    "Network path without three leading backslashes",
    "PowerExchange takes one of them away, so the path is not found.",
    "Begin the path with three backslashes.",
    "Reference Manual 10.5.6, DMX_DIR",
)
DOUBTFUL_PATH = FindingRule(
    "DBM037",
    Severity.WARNING,
    "Path with blanks or signs of the statement",
    "How such a path must be quoted is not documented for the SSL statement.",
    "Use a path without blanks, commas, quotes and parentheses.",
    "Remembered syntax of the SSL statement; Reference Manual, DBMOVER statements",
)
RELATIVE_PATH = FindingRule(
    "DBM038",
    Severity.WARNING,
    "Certificate path that is not absolute",
    "It is looked up from wherever the process was started.",
    "Write the whole path.",
    "This tool's own rule",
)
ZOS_TOKEN = FindingRule(
    "DBM039",
    Severity.ERROR,
    "TLS token in a LISTENER statement on z/OS",
    "The z/OS Listener is configured without SSL: AT-TLS does the work, and a token would do it twice.",
    "Take the token away.",
    "Reference Manual 10.5, PowerExchange SSL architecture",
)
ZOS_CLIENT = FindingRule(
    "DBM040",
    Severity.WARNING,
    "TLS token in a NODE statement of a server-only platform",
    "Only Linux, UNIX and Windows are described as opening secure connections.",
    "Use a plain node here, or start the connection elsewhere.",
    "Reference Manual 10.5, PowerExchange SSL architecture",
)
RESERVED_NODE = FindingRule(
    "DBM041",
    Severity.WARNING,
    "NODE named local",
    "The name local means the machine itself, so the node is never called.",
    "Choose another name.",
    "Remembered meaning of loc=local",
)
STRAY_MARK = FindingRule(
    "DBM042",
    Severity.WARNING,
    "Mark of this tool without its counterpart",
    "What was written between them can no longer be undone by itself.",
    "Restore the missing mark, or take the lines away by hand.",
    "This tool's own rule",
)
OPEN_QUOTE = FindingRule(
    "DBM043",
    Severity.WARNING,
    "Double quote that is not closed",
    "A comma or parenthesis behind it may be read in another way than it is meant.",
    "Close the quote.",
    "Reference Manual 10.5.1, LDAP_BASE",
)
INDENTED = FindingRule(
    "DBM044",
    Severity.INFO,
    "Statement that does not start in column 1",
    "That statements start in column 1 is remembered; other columns have not been tried.",
    "Take away the blanks before it.",
    "Remembered rule",
)
ACCEPT_NONBLOCK = FindingRule(
    "DBM045",
    Severity.INFO,
    "Netport port open to hanging scanners",
    "A port scanner, also one that looks for TLS, can hang the main Listener.",
    "Set TCPIP_ACCEPT_NONBLOCK=Y.",
    "Reference Manual 10.5.1, TCPIP_ACCEPT_NONBLOCK",
)
KEYWORDS_MISPLACED = FindingRule(
    "DBM046",
    Severity.ERROR,
    "SSL keyword of another platform",
    "IBM i names a DCM application ID, Linux, UNIX and Windows name PEM files.",
    "Use the keywords of this platform.",
    "Reference Manual 10.5, PowerExchange SSL architecture",
)
NO_CIPHER = FindingRule(
    "DBM047",
    Severity.ERROR,
    "Cipher list without any suite that OpenSSL knows",
    "OpenSSL refuses such a list, so that the machine cannot start TLS (no cipher match). Suites of "
    "TLS 1.3 are on without being named, and count for nothing in it.",
    "Write OpenSSL's names, such as ECDHE-RSA-AES256-GCM-SHA384, or take the statement away.",
    "OpenSSL, SSL_CTX_set_cipher_list; openssl-ciphers(1)",
)
CIPHER_UNKNOWN = FindingRule(
    "DBM048",
    Severity.WARNING,
    "Cipher list with a name that OpenSSL may not know",
    "OpenSSL leaves such a name out without a word, and the machine offers less than it seems.",
    "Write OpenSSL's own name in its own case; leave out suites of TLS 1.3, which are on by themselves.",
    "OpenSSL, SSL_CTX_set_cipher_list; openssl-ciphers(1)",
)
