"""What is asked about the CA, by the way in which it comes about."""

from pwxwizard.question import Kind, Option, Question
from pwxwizard.steps.authority import CaAnswers
from pwxwizard.steps.certificates import (
    KEY_OPTIONS,
    count_problem,
    days_problem,
    generation_problem,
    subject_problem,
)

_DEFAULTS = CaAnswers()

SOURCE = Question(
    "source",
    "Where it comes from",
    Kind.CHOICE,
    default=_DEFAULTS.source,
    default_from="a CA of its own is the shortest way",
    options=(
        Option("create", "Made here", "A CA for internal use; its key stays in this project."),
        Option(
            "import", "I already have it", "Its certificate is taken in, with its key if it has."
        ),
        Option(
            "external",
            "Signed by an outside CA",
            "Key and request are made here; the item waits for the outside CA's answer.",
        ),
    ),
    help="The CA signs the machines' certificates. Machines whose certificates come from elsewhere do "
    "not need it.",
)
SUBJECT = Question(
    "subject",
    "Subject",
    default=_DEFAULTS.subject,
    default_from="a name that this tool proposes",
    help="The CA's distinguished name, such as CN=PWX Internal CA,O=Example. It stands in "
    "every certificate it signs, and on every machine that trusts it.",
    source="RFC 4514",
    check=subject_problem,
)
KEY = Question(
    "key",
    "Key",
    Kind.CHOICE,
    default=_DEFAULTS.key,
    default_from="strong until 2030 and later, and read by every release",
    options=KEY_OPTIONS,
    help="The CA's key signs for years, so it is stronger than those of the machines.",
    source="NIST SP 800-57",
)
DAYS = Question(
    "days",
    "Lifetime in days",
    Kind.NUMBER,
    default=_DEFAULTS.days,
    default_from="ten years, as is usual for an internal CA",
    help="No personal certificate outlives its CA. When the CA ends, every machine needs a "
    "new one at once.",
    source="RFC 5280",
    check=days_problem,
)
ISSUING = Question(
    "issuing",
    "Issuing CA below it",
    Kind.YES_NO,
    default=_DEFAULTS.issuing,
    default_from="one CA is enough for most estates",
    help="A second CA signs the machines' certificates, so that the root's key can be put away and an "
    "issuing CA be replaced without touching what the machines trust.",
    source="RFC 5280, 3.2",
)
ISSUING_SUBJECT = Question(
    "issuing_subject",
    "Subject of the issuing CA",
    default=_DEFAULTS.issuing_subject,
    default_from="a name that this tool proposes",
    help="Its distinguished name; another one than the root's.",
    source="RFC 4514",
    check=subject_problem,
)
ISSUING_KEY = Question(
    "issuing_key",
    "Key of the issuing CA",
    Kind.CHOICE,
    default=_DEFAULTS.issuing_key,
    default_from="as strong as the root's",
    options=KEY_OPTIONS,
    help="It has a key file of its own.",
    source="NIST SP 800-57",
)
ISSUING_DAYS = Question(
    "issuing_days",
    "Lifetime of the issuing CA in days",
    Kind.NUMBER,
    default=_DEFAULTS.issuing_days,
    default_from="half of the root's",
    help="It ends no later than the root, whatever is answered here.",
    check=days_problem,
)
PASSPHRASE = Question(
    "passphrase",
    "Passphrase comes from",
    Kind.SECRET_SOURCE,
    default=_DEFAULTS.passphrase,
    default_from="asked for when it is needed",
    help="The CA key is encrypted with it. Only where it comes from is kept in the project: "
    "prompt, prompt:NAME, env:NAME, file:PATH or fd:NUMBER.",
)
FILE = Question(
    "file",
    "File of the CA",
    Kind.FILE,
    help="The CA's certificate as PEM, DER, PKCS #7 or PKCS #12; the issuers above it, and its key, may "
    "stand in the same file. Without a key the CA is only trusted.",
)
KEY_FILE = Question(
    "key_file",
    "File of its key",
    Kind.FILE,
    default="",
    default_from="the same file, or there is none",
    optional=True,
    help="The CA's private key, when it stands in a file of its own. An encrypted copy is kept in the "
    "project's private folder.",
)
FILE_PASSPHRASE = Question(
    "file_passphrase",
    "Passphrase of these files comes from",
    Kind.SECRET_SOURCE,
    default=_DEFAULTS.file_passphrase,
    default_from="asked for when it is needed",
    help="Opens the PKCS #12 file or the key as they are now: prompt, env:NAME, file:PATH or fd:NUMBER.",
)
ANSWER = Question(
    "answer",
    "Answer of the outside CA",
    Kind.FILE,
    default="",
    default_from="none yet: the item waits",
    optional=True,
    help="What the outside CA sent back, as it is: PEM, DER or PKCS #7, in any order, with any text "
    "around it. The certificate is found by its key.",
)
CHAIN = Question(
    "chain",
    "Certificates of its issuers",
    Kind.FILE,
    default="",
    default_from="they stand in the other file",
    optional=True,
    help="The certificates above it, up to the root, when they stand in a file of their own.",
)
GENERATION = Question(
    "generation",
    "Generation",
    Kind.NUMBER,
    default=_DEFAULTS.generation,
    default_from="the first CA of this project",
    help="Raise it by one to put a new CA, with a new key, in the place of the present one. The key of "
    "the former CA stays where it is.",
    source="RFC 4210, 4.4",
    check=generation_problem,
)
OVERLAP = Question(
    "overlap",
    "Trust the former CA too",
    Kind.YES_NO,
    default=_DEFAULTS.overlap,
    default_from="nothing stops working while the CA changes",
    help="While it is yes, every CA list holds both CAs and each machine keeps its certificate until it "
    "is renewed. Say no once no certificate of the former CA is in use.",
    source="RFC 4210, 4.4",
)
CRL_NUMBER = Question(
    "crl_number",
    "Number of the revocation list",
    Kind.NUMBER,
    default=_DEFAULTS.crl_number,
    default_from="there is no revocation list yet",
    help="Raise it by one to publish a new list of the withdrawn certificates.",
    source="RFC 5280, 5.2.3",
    check=count_problem,
)
CRL_DAYS = Question(
    "crl_days",
    "Days until the next list",
    Kind.NUMBER,
    default=_DEFAULTS.crl_days,
    default_from="a month",
    help="Whoever checks revocation refuses every certificate once the list is older than this.",
    source="RFC 5280, 5.1.2.5",
    check=days_problem,
)


def ca_questions(answers: CaAnswers) -> tuple[Question, ...]:
    """Return the questions that matter, given the answers so far."""
    if answers.source == "import":
        questions = [SOURCE, FILE, KEY_FILE, CHAIN, FILE_PASSPHRASE, PASSPHRASE]
    elif answers.source == "external":
        questions = [SOURCE, SUBJECT, KEY, PASSPHRASE, ANSWER, CHAIN]
    else:
        questions = [SOURCE, SUBJECT, KEY, DAYS, PASSPHRASE, ISSUING]
        if answers.issuing:
            questions += [ISSUING_SUBJECT, ISSUING_KEY, ISSUING_DAYS]
    questions.append(GENERATION)
    if answers.generation > 1:
        questions.append(OVERLAP)
    questions.append(CRL_NUMBER)
    if answers.crl_number:
        questions.append(CRL_DAYS)
    return tuple(questions)
