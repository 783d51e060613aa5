"""Making what the plan of a machine's certificate left pending, while applying."""

from typing import TYPE_CHECKING

from pwxwizard import layout, pki
from pwxwizard.errors import RefusedError, UnreadableError, suspecting
from pwxwizard.finding import has_errors
from pwxwizard.plan import Draft, Form, Pending
from pwxwizard.project import Machine
from pwxwizard.steps import authority
from pwxwizard.steps.certificates import agreed, lint, machine_purpose, pem
from pwxwizard.steps.elsewhere import Taken, key_problem
from pwxwizard.steps.passphrases import refuse_another
from pwxwizard.steps.personal_case import Case
from pwxwizard.steps.personal_plan import own_need, profile
from pwxwizard.steps.personal_questions import (
    file_passphrase_of,
    file_purpose,
    form_of,
    label_of,
    subject_of,
)
from pwxwizard.steps.trusted import table_of, taken_in, trusted
from pwxwizard.world import World

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509


class Making:
    """The making of one machine's files; keys and passphrases are fetched when they are needed."""

    def __init__(self, case: Case, draft: Draft, world: World) -> None:
        """Make what `draft` left pending."""
        self._case = case
        self._world = world
        self._files = {artifact.path: artifact for artifact in draft.artifacts}
        self._made: dict[str, bytes] = {}
        self._opened: pki.PrivateKey | None = None
        self._taken: Taken | None = None

    def run(self) -> dict[str, bytes]:
        """Return the content of every pending file, by its path.

        Raises:
            RefusedError: a secret cannot be had, or a file from elsewhere does not fit.
            UnreadableError: a passphrase does not open what it should.
            ApplyError: a file does not read back as it was meant.
        """
        case, project, machine = self._case, self._case.project, self._case.machine
        certificate_path = layout.certificate(project, machine)
        if self._pending(case.key_path):
            self._key()
        asked = layout.request(project, machine)
        if self._pending(asked):
            subject = pki.parse_dn(subject_of(machine, case.table))
            self._made[asked] = pem(asked, pki.request(self._key(), subject, machine.hosts))
            agreed(asked, pki.read(self._made[asked]).findings)
        if certificate_path in self._files:
            whole = self._certificates(certificate_path)
            self._pack(whole)
            self._replies(whole)
        self._list()
        return self._made

    def _pending(self, path: str) -> bool:
        artifact = self._files.get(path)
        return artifact is not None and isinstance(artifact.content, Pending)

    def _passphrase(self) -> str:
        case = self._case
        need = own_need(case, self._world, pending=self._pending(case.key_path))
        return self._world.secrets.secret(need.source, need.purpose, new=need.new)

    def _file_passphrase(self, machine: Machine) -> str:
        table = table_of(self._case.project, machine)
        return self._world.secrets.secret(file_passphrase_of(machine, table), file_purpose(machine))

    def _key(self) -> pki.PrivateKey:
        """Return the machine's key: made, taken in, or opened."""
        if self._opened is not None:
            return self._opened
        case, path = self._case, self._case.key_path
        passphrase = self._passphrase()
        source, purpose = case.table.passphrase, machine_purpose(case.project, case.machine.name)
        if not self._pending(path):
            data = self._world.reader.look(path).data
            with suspecting(purpose), pki.opening(source):
                key: pki.PrivateKey = pki.load_key(data, passphrase, file=path)
        else:
            refuse_another(case.project, path, source, purpose, passphrase, self._world)
            key = (
                self._from_files()
                if case.table.source == "existing"
                else self._world.keys.key(case.table.key)
            )
            self._made[path] = pki.key_pem(key, passphrase)
            agreed(path, pki.read_back(self._made[path], key=key, passphrase=passphrase))
        self._opened = key
        return key

    def _elsewhere(self) -> Taken:
        """Return the certificate and key of the files that are taken in, opened."""
        if self._taken is None:
            case = self._case
            closed = case.taken.locked or case.taken.encrypted
            secret = self._file_passphrase(case.machine) if closed else None
            taken = taken_in(case.project, case.machine, self._world.reader, secret)
            table = case.table
            wrong = (
                *taken.findings,
                *key_problem(taken, table.key_file or table.file),
                *lint(
                    taken.whole,
                    "personal",
                    case.machine.platform,
                    self._world.clock.now(),
                    table.file,
                    case.item,
                    case.machine.hosts,
                ),
            )
            if has_errors(wrong):
                worst = next(finding for finding in wrong if has_errors((finding,)))
                purpose = file_purpose(case.machine) if closed else ""
                with suspecting(purpose), pki.opening(table.file_passphrase):
                    raise RefusedError(worst.message, fix=worst.fix, where=str(worst.where))
            self._taken = taken
        return self._taken

    def _from_files(self) -> pki.PrivateKey:
        key = self._elsewhere().key
        assert key is not None
        return key

    def _certificates(self, path: str) -> "tuple[x509.Certificate, ...]":
        """Return leaf and issuers; makes them when they are pending."""
        case, world = self._case, self._world
        if not self._pending(path):
            content = self._files[path].content
            assert isinstance(content, bytes)
            shown = pki.read(content, file=path).certificates
            return self._chained(shown)
        if not case.signs:
            taken = self._elsewhere()
            self._made[path] = pki.ca_list_pem(taken.shown)
            agreed(path, pki.read_back(self._made[path], certificates=taken.shown))
            return taken.whole
        signer = authority.signer(case.project, world)
        leaf = self._signed(signer)
        whole = self._chained((leaf, *authority.chain(case.project, world.reader)))
        shown = tuple(one for one in whole if one is leaf or not pki.self_signed(one))
        self._made[path] = pki.ca_list_pem(shown)
        agreed(path, pki.read_back(self._made[path], certificates=shown))
        return whole

    def _signed(self, signer: authority.Signer) -> "x509.Certificate":
        case, world = self._case, self._world
        granted = profile(case.machine, case.table)
        serial, now = world.keys.serial(), world.clock.now()
        if case.table.source == "request":
            file = case.table.request
            asked = pki.load_request(world.reader.look(file).data, file=file)
            return pki.sign_request(asked, granted, signer.certificate, signer.key, serial, now)
        return pki.personal_certificate(
            self._key().public_key(), granted, signer.certificate, signer.key, serial, now
        )

    def _chained(self, shown: "Sequence[x509.Certificate]") -> "tuple[x509.Certificate, ...]":
        """Return a leaf with all its issuers, those that are not shown to peers included."""
        project, reader = self._case.project, self._world.reader
        if not shown:
            raise UnreadableError(
                "The personal certificate cannot be read.", fix="Renew it.", where=self._case.item
            )
        pool = (
            *shown[1:],
            *self._case.taken.above,
            *authority.chain(project, reader),
            *authority.former(project, reader),
        )
        path, _ = pki.built(shown[0], pool)
        return path

    def _pack(self, whole: "tuple[x509.Certificate, ...]") -> None:
        """Make the file that carries certificate, chain and key to the machine."""
        case = self._case
        path = layout.personal(case.project, case.machine)
        if not self._pending(path):
            return
        key, passphrase = self._key(), self._passphrase()
        if self._files[path].form is Form.PKCS12:
            label = label_of(case.machine, case.table)
            certificates = whole
            form = form_of(case.project, case.machine, case.table)
            self._made[path] = pki.pkcs12(whole[0], key, whole[1:], label, passphrase, form)
        else:
            certificates = tuple(
                one for one in whole if one is whole[0] or not pki.self_signed(one)
            )
            self._made[path] = pki.personal_pem(whole[0], certificates[1:], key, passphrase)
        agreed(
            path,
            pki.read_back(
                self._made[path], certificates=certificates, key=key, passphrase=passphrase
            ),
        )

    def _replies(self, whole: "tuple[x509.Certificate, ...]") -> None:
        """Make the reply to a machine's own request, alone and with its issuers."""
        case = self._case
        alone = layout.reply(case.project, case.machine, "pem")
        package = layout.reply(case.project, case.machine, "p7b")
        if self._pending(alone):
            self._made[alone] = pki.ca_list_pem(whole[:1])
            agreed(alone, pki.read_back(self._made[alone], certificates=whole[:1]))
        if self._pending(package):
            self._made[package] = pki.pkcs7(whole, "der")
            held = pki.read(self._made[package]).certificates
            if set(held) != set(whole):
                agreed(package, pki.read_back(self._made[package], certificates=whole))

    def _list(self) -> None:
        """Make the list of whom the machine trusts."""
        case = self._case
        path = layout.ca_list(case.project, case.machine)
        if path not in self._files:
            return
        content = self._files[path].content
        if isinstance(content, bytes):
            # known by now, even if it was not when the plan was made
            self._made[path] = content
            return
        certificates = trusted(
            case.project, case.machine, self._world.reader, self._file_passphrase_or_none
        )
        if certificates is None:
            raise UnreadableError(
                "The issuers of a peer's certificate cannot be read.",
                fix="Check the passphrase of its file.",
                where=path,
            )
        self._made[path] = pki.ca_list_pem(certificates)
        agreed(path, pki.read_back(self._made[path], certificates=certificates))

    def _file_passphrase_or_none(self, machine: Machine) -> str | None:
        taken = taken_in(self._case.project, machine, self._world.reader)
        return self._file_passphrase(machine) if taken.locked else None
