"""The private keys of an estate's machines, for rehearsals and probes: opened, or why they are not."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from pwxwizard import layout, pki
from pwxwizard.errors import PwxError, UnreadableError
from pwxwizard.finding import Finding, FindingRule, Severity, Where
from pwxwizard.pki.attempt import Unreadable, attempt
from pwxwizard.project import Machine, Project
from pwxwizard.trust import ClientEnd, ServerEnd

if TYPE_CHECKING:
    from pwxwizard.pki import PrivateKey
    from pwxwizard.world import Reader

NO_KEY = FindingRule(
    "VER002",
    Severity.ERROR,
    "Key that cannot be opened",
    "Without its private key an end cannot be rehearsed.",
    "Give the right passphrase, or write the personal certificate anew.",
    "this tool",
)
KEY_ELSEWHERE = FindingRule(
    "VER004",
    Severity.WARNING,
    "Key that is kept elsewhere",
    "A rehearsal needs the private keys of both ends, and this one never leaves its machine or its "
    "security manager; the prediction stands alone.",
    "Probe the port from the client once it is installed, and PING.",
    "this tool",
)
KEY_GONE = FindingRule(
    "VER005",
    Severity.ERROR,
    "Key file that is gone",
    "The key was made or taken in here, and whoever has to install it finds no file.",
    "Bring the file back from a backup, or write the personal certificate anew.",
    "this tool",
)
KEY_STRANGE = FindingRule(
    "VER006",
    Severity.ERROR,
    "Key of another certificate",
    "An end cannot start TLS with a key that does not belong to its certificate.",
    "Write the personal certificate again, which writes the two together.",
    "this tool",
)
KEY_RULES = (NO_KEY, KEY_ELSEWHERE, KEY_GONE, KEY_STRANGE)


class Keys:
    """The private keys of an estate's machines, each opened once, when it is first needed."""

    def __init__(
        self, project: Project, reader: "Reader", passphrase: Callable[[str], str]
    ) -> None:
        """Open keys with what `passphrase` returns for a machine's name."""
        self._project = project
        self._reader = reader
        self._passphrase = passphrase
        self._keys: dict[str, PrivateKey | PwxError] = {}
        self._unfit: dict[str, Finding | None] = {}

    def of(self, name: str) -> "PrivateKey":
        """Return a machine's private key.

        Raises:
            UnreadableError: the file is not there or cannot be opened.
            RefusedError: there is no passphrase to be had.
        """
        if name not in self._keys:
            try:
                self._keys[name] = self._load(self._project.machine[name])
            except PwxError as problem:
                self._keys[name] = problem
        found = self._keys[name]
        if isinstance(found, PwxError):
            raise found
        return found

    def here(self, name: str) -> bool:
        """Tell whether a machine's key is in the project at all, opened or not."""
        return self._reader.look(self._path(name)).state != "absent"

    def missing(self, name: str) -> Finding | None:
        """Return why there is no file with a machine's key, if there is none."""
        if name in self._keys or self.here(name):
            return None
        if not layout.holds_key(self._project, self._project.machine[name]):
            message = f"The private key of {name} is not in this project."
            return KEY_ELSEWHERE.at(Where(), message)
        path = self._path(name)
        return KEY_GONE.at(Where(path), f"The private key of {name} should be in {path}.")

    def unfit(self, end: ServerEnd | ClientEnd) -> Finding | None:
        """Return why an end cannot use the key that is here, if it cannot; opens the key."""
        if end.machine not in self._unfit:
            self._unfit[end.machine] = self._judged(end)
        return self._unfit[end.machine]

    def _judged(self, end: ServerEnd | ClientEnd) -> Finding | None:
        try:
            key = self.of(end.machine).public_key()
        except PwxError as problem:
            message = f"The key of {end.machine}: {problem.message} {problem.fix}"
            return NO_KEY.at(Where(problem.where), message)
        own = attempt(end.certificate.public_key) if end.certificate else None
        if own is None or isinstance(own, Unreadable) or pki.same_key(own, key):
            return None
        path = self._path(end.machine)
        message = f"The key in {path} is not the one of {end.machine}'s certificate."
        return KEY_STRANGE.at(Where(path), message)

    def _path(self, name: str) -> str:
        return layout.personal(self._project, self._project.machine[name])

    def _source(self, name: str) -> str:
        """Return where the passphrase of a machine's key comes from; empty where none is answered."""
        table = self._project.table(("machine", name, "personal_certificate"))
        return str(table.get("passphrase", ""))

    def _load(self, machine: Machine) -> "PrivateKey":
        path = self._path(machine.name)
        found = self._reader.look(path)
        if found.state != "file":
            raise UnreadableError(
                f"{path} cannot be read: {found.problem}.",
                fix="Correct its permissions, or bring it back from a backup.",
                where=path,
            )
        passphrase = self._passphrase(machine.name)
        with pki.opening(self._source(machine.name)):
            return pki.load_key(found.data, passphrase, file=path)
