"""TLS into a DBMOVER file: what is missing is added, what differs is changed, the rest stays."""

import re
from dataclasses import dataclass, field, replace

from pwxwizard.dbmover import estate_rules as rules
from pwxwizard.dbmover.catalogue import LUW, Catalogue, Choice
from pwxwizard.dbmover.draft import Change, Draft
from pwxwizard.dbmover.marks import blocks, undo
from pwxwizard.dbmover.masking import mask_text
from pwxwizard.dbmover.meaning import View, view
from pwxwizard.dbmover.settings import (
    PLACEHOLDER,
    ClearPassphrase,
    EncryptedPassphrase,
    SecureListener,
    SecureNode,
    SslSettings,
    TlsSettings,
)
from pwxwizard.dbmover.style import Style, style
from pwxwizard.dbmover.syntax import DbmoverFile, Item, Statement, parse
from pwxwizard.dbmover.text import BLANKS, encodable
from pwxwizard.dbmover.tls_checks import passphrases
from pwxwizard.finding import Finding, FindingRule, Where
from pwxwizard.knowledge import Confidence, Provenance

FORBIDDEN = ',()"=\n\r'
"""Characters that end a value in parentheses, or start something else."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A DBMOVER file with its TLS settings, and what was done to it."""

    data: bytes
    changes: tuple[Change, ...]
    """What differs from the file given; empty if it already says all this."""
    findings: tuple[Finding, ...]


def secure(
    data: bytes | None, settings: TlsSettings, platform: str, catalogue: Catalogue
) -> Edited:
    """Return a DBMOVER file that says what the settings ask for; `None` means there is none yet.

    What this tool wrote earlier is taken out first and written anew, so the same settings give the
    same bytes however often they are applied. Only a passphrase that was filled in by hand is
    carried over.
    """
    before = data or b""
    base = parse(undo(before))
    if not base.lines and platform == "windows":
        base = replace(base, form=replace(base.form, line_end="\r\n"))
    limit = catalogue.limits.get(platform)
    width = base.form.width or (limit.columns if limit else 0)
    draft = Draft(base, width, catalogue)
    editor = _Editor(draft, view(base, catalogue), platform)
    for listener in dict.fromkeys(settings.listeners):
        editor.listener(listener)
    for node in dict.fromkeys(settings.nodes):
        editor.node(node)
    if settings.ssl:
        editor.ssl(settings.ssl, parse(before))
    editor.switch("SSL_REQ_CLNT_CERT", settings.require_client_certificate)
    editor.switch("SSL_REQ_SRVR_CERT", settings.require_server_certificate)
    editor.self_signed(settings.allow_self_signed)
    editor.cipher_list(settings.cipher_list)
    after, changes = draft.finish()
    return Edited(
        after,
        _since(before, after, changes, catalogue),
        (
            *draft.findings,
            *(passphrases(parse(after), "") if settings.ssl else ()),
            *_uncertain(changes, editor.choices),
        ),
    )


def _since(
    before: bytes, after: bytes, changes: tuple[Change, ...], catalogue: Catalogue
) -> tuple[Change, ...]:
    """Return the changes that the file given does not have yet, and what it no longer has."""
    if before == after:
        return ()
    file = parse(before)
    ours = {
        line.number for block in blocks(file.lines) for line in file.lines[block.start : block.stop]
    }
    written = {
        mask_text("\n".join(line.text.rstrip(BLANKS) for line in statement.lines), catalogue)
        for statement in file.statements
        if statement.line in ours
    }
    new = [change for change in changes if change.after not in written]
    gone = [
        Change(0, text, "", "It is no longer asked for.", ())
        for text in sorted(written - {change.after for change in changes})
    ]
    formerly = {change.what: change.before for change in gone}
    anew = {change.what for change in new}
    return (
        *(replace(change, before=formerly.get(change.what, change.before)) for change in new),
        *(change for change in gone if change.what not in anew),
    )


def _uncertain(changes: tuple[Change, ...], choices: list[Choice]) -> tuple[Finding, ...]:
    """Return one finding for each thing whose syntax no manual confirmed, or that an override decided."""
    found: dict[str, Finding] = {}
    remembered = {_keyword(change): change.line for change in reversed(changes) if change.assumed}
    if remembered:
        message = f"Not confirmed by a manual: {', '.join(sorted(remembered))}."
        found[""] = rules.ASSUMED.at(Where(line=min(remembered.values())), message)
    for change in changes:
        if change.overridden:
            keyword = _keyword(change)
            message = f"{keyword} was written as an override of the catalogue says."
            told = rules.OVERRIDDEN.at(Where(line=change.line), message)
            found.setdefault(f"{keyword} overridden", told)
    for choice in choices:
        message = f"{choice.value} was written as the {choice.about}."
        if choice.provenance.confidence is Confidence.ASSUMED:
            told = rules.ASSUMED.at(Where(), f"{message} To check: {choice.check}.")
            found.setdefault(choice.name, told)
        elif choice.provenance.confidence is Confidence.OVERRIDDEN:
            found.setdefault(choice.name, rules.OVERRIDDEN.at(Where(), message))
    return tuple(found.values())


def _keyword(change: Change) -> str:
    return change.after.partition("=")[0].strip().upper()


@dataclass
class _Editor:
    """The settings, one by one, against what the file says."""

    _draft: Draft
    _seen: View
    _platform: str
    choices: list[Choice] = field(default_factory=list)
    """Choices of the catalogue that reached the file."""

    def listener(self, wanted: SecureListener) -> None:
        """Add a LISTENER for the secure port, unless the file has it."""
        zos = self._platform == "zos"
        for existing in self._seen.listeners:
            if existing.port != wanted.port:
                continue
            if existing.secure == zos:
                self._find(
                    rules.PORT_TAKEN,
                    existing.line,
                    f"Port {wanted.port} of the secure LISTENER {wanted.name} belongs to "
                    f"{existing.name}.",
                )
            elif existing.name.upper() != wanted.name.upper():
                self._find(
                    rules.LISTENER_NAME_DIFFERS,
                    existing.line,
                    f"Port {wanted.port} is there as {existing.name}, not as {wanted.name}.",
                )
            return
        if not self._carries(wanted.name, "LISTENER name"):
            return
        token = "" if zos else self._choice("listener_token")
        manner = style(self._draft.base, "LISTENER", "NODE")
        values = {
            "node": wanted.name,
            "protocol": manner.word("TCPIP"),
            "port": str(wanted.port),
            "tls": manner.word(token),
        }
        why = (
            "Secure port beside the plain ones; AT-TLS does the work, so it has no TLS token."
            if zos
            else "Secure port beside the plain ones."
        )
        self._add("LISTENER", ("LISTENER", "NODE"), values, manner, why)

    def node(self, wanted: SecureNode) -> None:
        """Add a NODE for a secure Listener, unless the file has it."""
        if self._platform not in LUW:
            self._find(
                rules.NOT_ON_PLATFORM,
                0,
                f"Secure NODE {wanted.name}: only Linux, UNIX and Windows call secure Listeners.",
            )
            return
        choice = "zos_node_token" if wanted.target_platform == "zos" else "node_token"
        token = self._draft.catalogue.choices[choice].value
        for existing in self._seen.nodes:
            if existing.name.upper() != wanted.name.upper():
                continue
            same = (existing.host.lower(), existing.port) == (wanted.host.lower(), wanted.port)
            if not same or not existing.secure:
                self._find(
                    rules.NODE_TAKEN,
                    existing.line,
                    f"Node {existing.name} is there already and calls {existing.host} port "
                    f"{existing.port}{' with' if existing.secure else ' without'} TLS.",
                )
            elif existing.token != token.upper():
                self._find(
                    rules.TOKEN_DIFFERS,
                    existing.line,
                    f"Node {existing.name} has {existing.token}; {token} would be written for "
                    f"{wanted.target_platform or 'its target'}.",
                )
            return
        if not (self._carries(wanted.name, "NODE name") and self._carries(wanted.host, "host")):
            return
        self._choice(choice)
        manner = style(self._draft.base, "NODE", "LISTENER")
        values = {
            "node": wanted.name,
            "protocol": manner.word("TCPIP"),
            "host": wanted.host,
            "port": str(wanted.port),
            "tls": manner.word(token),
        }
        self._add("NODE", ("NODE", "LISTENER"), values, manner, "Secure node beside the others.")

    def switch(self, keyword: str, value: bool | None) -> None:
        """Set a Y or N statement, in place if it is there."""
        if value is not None:
            self._set(keyword, (keyword,), "Y" if value else "N")

    def self_signed(self, value: bool | None) -> None:
        """Set the self-signed switch under the name that the file or the catalogue uses."""
        if value is None:
            return
        names = self._draft.catalogue.self_signed
        present = [one.keyword for one in self._draft.base.named(*names)]
        keyword = present[-1] if present else self._choice("self_signed_statement")
        self._set(keyword, (keyword,), "Y" if value else "N")

    def cipher_list(self, value: str | None) -> None:
        """Set the list of cipher suites."""
        if value is not None and self._carries(value, "cipher list"):
            self._set("SSL_CIPHER_LIST", ("SSL_CIPHER_LIST",), value)

    def ssl(self, wanted: SslSettings, current: DbmoverFile) -> None:
        """Set the keywords of the SSL statement; those it has besides stay as they are."""
        rule = self._draft.catalogue.statements["SSL"]
        if self._platform not in rule.platforms:
            self._find(
                rules.NOT_ON_PLATFORM, 0, f"SSL statement: not for platform {self._platform}."
            )
            return
        values = self._ssl_values(wanted, current)
        statements = self._draft.base.named("SSL")
        if not statements:
            manner = style(self._draft.base, "SSL", "NODE", "LISTENER")
            parts = [f"{manner.keyword(key)}={value}" for key, value in values.items()]
            self._add_texts(
                "SSL",
                manner.listed("SSL", parts, self._draft.width),
                "Certificate, key and trusted CA certificates.",
                tuple(rule.parts[key].provenance for key in values if key in rule.parts),
            )
            return
        old = statements[-1]
        if not old.items():
            self._find(rules.SSL_NOT_UNDERSTOOD, old.line, "The SSL statement is no list.")
            return
        edits = _keyword_edits(old, values, style(self._draft.base, "SSL"))
        if not edits:
            return
        texts = _spliced(old, edits)
        if self._draft.width and any(len(text) > self._draft.width for text in texts):
            value = old.value
            for start, end, text in sorted(edits, reverse=True):
                value = value[:start] + text + value[end:]
            inner = parse(f"SSL={value}".encode()).statements[0].items()
            parts = [value[item.key_start : item.end] for item in inner]
            texts = style(self._draft.base, "SSL").listed("SSL", parts, self._draft.width)
        if any(item.key == "PASS" and item.text != PLACEHOLDER for item in old.items()):
            self._find(
                rules.OLD_PASSPHRASE,
                old.line,
                "The SSL statement had its passphrase in clear; it is kept in a comment.",
            )
        provenance = tuple(rule.parts[key].provenance for key in values if key in rule.parts)
        self._draft.change(old, texts, "Certificate, key or CA list differ.", provenance)

    def _ssl_values(self, wanted: SslSettings, current: DbmoverFile) -> dict[str, str]:
        """Return the keywords of the SSL statement that are to be set, with their values."""
        values = dict(self._passphrase(wanted, current))
        texts = {
            "CALIST": self._path(wanted.ca_list or ""),
            "PERSONAL": self._path(wanted.personal),
            "APPID": wanted.app_id,
        }
        known = self._draft.catalogue.statements["SSL"].parts
        for key, text in texts.items():
            if not text:
                continue
            if self._platform not in known[key].platforms:
                self._find(rules.NOT_ON_PLATFORM, 0, f"{key}: not for platform {self._platform}.")
            elif self._carries(text, key):
                values[key] = text
        return values

    def _path(self, path: str) -> str:
        """Return a path as DBMOVER wants it: a Windows network path has three backslashes.

        Source: Reference Manual 10.5.6, DMX_DIR.
        """
        network = self._platform == "windows" and re.match(r"\\\\[^\\]", path)
        return f"\\{path}" if network else path

    def _passphrase(self, wanted: SslSettings, current: DbmoverFile) -> dict[str, str]:
        """Return the passphrase keyword and its value, which is never shown."""
        passphrase = wanted.passphrase
        if passphrase is None:
            return {}
        if self._platform not in LUW:
            self._find(rules.NOT_ON_PLATFORM, 0, f"Passphrase: not for platform {self._platform}.")
            return {}
        if isinstance(passphrase, EncryptedPassphrase | ClearPassphrase):
            clear = isinstance(passphrase, ClearPassphrase)
            if passphrase.value and self._fits(passphrase.value) and " " not in passphrase.value:
                return {"PASS" if clear else "PASSEP": passphrase.value}
            self._find(
                rules.BAD_PASSPHRASE,
                0,
                "The passphrase is empty or holds a character that the SSL statement cannot "
                "carry; a placeholder was written.",
            )
            return {"PASSEP": PLACEHOLDER}
        for statement in reversed(current.named("SSL")):
            for item in statement.items():
                if item.key in ("PASS", "PASSEP") and item.text not in ("", PLACEHOLDER):
                    return {item.key: item.text}
        return {"PASSEP": PLACEHOLDER}

    def _set(self, keyword: str, after: tuple[str, ...], value: str) -> None:
        """Set a statement with one value."""
        rule = self._draft.catalogue.statements[keyword]
        if self._platform not in rule.platforms:
            self._find(rules.NOT_ON_PLATFORM, 0, f"{keyword}: not for platform {self._platform}.")
            return
        present = self._draft.base.named(keyword)
        if not present:
            manner = style(self._draft.base, *after, *_TLS_STATEMENTS, "NODE", "LISTENER")
            texts = [manner.plain(keyword, value)]
            self._add_texts(keyword, texts, f"Says whether {rule.about}.", (rule.provenance,))
        elif present[-1].value.upper() != value.upper():
            old = present[-1]
            texts = _spliced(old, [(0, len(old.value), value)])
            why = f"{keyword} is to be {value}: {rule.about}."
            self._draft.change(old, texts, why, (rule.provenance,))

    def _add(
        self,
        keyword: str,
        after: tuple[str, ...],
        values: dict[str, str],
        manner: Style,
        why: str,
    ) -> None:
        """Add a statement of positions."""
        rule = self._draft.catalogue.statements[keyword]
        used = {name: rule.parts[name] for name, value in values.items() if value}
        parts = [""] * max(part.position for part in used.values())
        for name, part in used.items():
            parts[part.position - 1] = values[name]
        texts = manner.listed(keyword, parts, self._draft.width)
        provenance = tuple(part.provenance for part in used.values())
        self._draft.add(after, texts, why, provenance)

    def _add_texts(
        self, keyword: str, texts: list[str], why: str, provenance: tuple[Provenance, ...]
    ) -> None:
        """Add a statement among the TLS statements."""
        self._draft.add((keyword, *_TLS_STATEMENTS, "NODE", "LISTENER"), texts, why, provenance)

    def _choice(self, name: str) -> str:
        """Return the value of a catalogue's choice and note that it was used."""
        choice = self._draft.catalogue.choices[name]
        if choice not in self.choices:
            self.choices.append(choice)
        return choice.value

    def _fits(self, value: str) -> bool:
        """Tell whether a value can stand in parentheses in this file."""
        return (
            not any(sign in FORBIDDEN or ord(sign) < 32 for sign in value)
            and value == value.strip(BLANKS)
            and not value.startswith("/*")
            and encodable(value, self._draft.base.encoding)
        )

    def _carries(self, value: str, what: str) -> bool:
        """Tell whether a value can stand in a statement; otherwise make a finding."""
        if value and self._fits(value):
            return True
        self._find(rules.BAD_VALUE, 0, f"The {what} {value!r} cannot be written.")
        return False

    def _find(self, rule: FindingRule, line: int, message: str) -> None:
        self._draft.findings.append(rule.at(Where(line=line), message))


_TLS_STATEMENTS = (
    "SSL",
    "SSL_REQ_CLNT_CERT",
    "SSL_REQ_SRVR_CERT",
    "SSL_ALLOW_SELFSIGNED",
    "ALLOW_SELF_SIGNED",
    "SSL_CIPHER_LIST",
)

_Edit = tuple[int, int, str]
"""Start and end in a statement's value, and the text that goes there."""


def _keyword_edits(old: Statement, values: dict[str, str], manner: Style) -> list[_Edit]:
    """Return the edits that give a list's keywords their values; PASS and PASSEP are one."""
    edits: list[_Edit] = []
    missing: list[str] = []
    items = old.items()
    for key, value in values.items():
        item = _item_for(key, items)
        if item is None:
            missing.append(f"{manner.keyword(key)}={value}")
        elif item.key != key:
            edits.append((item.key_start, item.end, f"{manner.keyword(key)}={value}"))
        elif item.text != value:
            edits.append((item.start, item.end, value))
    if missing:
        last = items[-1]
        first = len(items) == 1 and not last.key and not last.text
        lead = "" if first else manner.comma
        edits.append((last.end, last.end, lead + manner.comma.join(missing)))
    return edits


def _item_for(key: str, items: tuple[Item, ...]) -> Item | None:
    """Return the part that a keyword's value belongs to."""
    names = ("PASSEP", "PASS") if key in ("PASS", "PASSEP") else (key,)
    same = [item for item in items if item.key == key]
    return next(iter(same or [item for item in items if item.key in names]), None)


def _spliced(old: Statement, edits: list[_Edit]) -> list[str]:
    """Return a statement's lines with parts of its value replaced."""
    texts = {line.number: line.text.rstrip(BLANKS) for line in old.lines}
    for start, end, new in sorted(edits, reverse=True):
        first, column = old.place(max(start - 1, 0)) if start == end else old.place(start)
        if start == end:
            begin = column if start else column - 1
            texts[first] = texts[first][:begin] + new + texts[first][begin:]
            continue
        last, last_column = old.place(end - 1)
        if first == last:
            texts[first] = texts[first][: column - 1] + new + texts[first][last_column:]
            continue
        texts[first] = texts[first][: column - 1] + new
        texts[last] = texts[last][last_column:]
        for segment in old.segments:
            if first < segment.line < last:
                texts[segment.line] = ""
    return list(texts.values())
