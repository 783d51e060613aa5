"""The effective policy of a rule: every setting with its value and where the value comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache

from pwxwizard.attls.grammar import AttributeRule, Grammar, at_least
from pwxwizard.attls.policy import Definition, PolicySet
from pwxwizard.attls.suites import PROTOCOLS, SUITES
from pwxwizard.attls.syntax import Attribute, Block
from pwxwizard.errors import UsageError


class OriginKind(StrEnum):
    """Where the value of a setting comes from."""

    CODED = "coded"
    """Written in the most specific action that the rule uses."""
    INHERITED = "inherited"
    """Written in a more general action."""
    DEFAULT = "default"
    """Not written: the default of the release."""
    UNSET = "unset"
    """Not written, and there is no default."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one value comes from."""

    kind: OriginKind
    file: str = ""
    line: int = 0
    statement: str = ""
    """The statement's type and name, such as `TTLSGroupAction PWX`."""
    release: str = ""
    """The z/OS release whose default it is."""

    def __str__(self) -> str:
        """Return the origin as a phrase."""
        place = f"{self.file}:{self.line}" if self.file else f"line {self.line}"
        if self.kind is OriginKind.CODED:
            return place
        if self.kind is OriginKind.INHERITED:
            return f"inherited from {self.statement}, {place}"
        if self.kind is OriginKind.DEFAULT:
            return f"default of z/OS {self.release}"
        return "not set"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of the effective policy."""

    statement: str
    """The statement that the setting belongs to."""
    attribute: str
    value: str
    origin: Origin
    default: str = ""
    """What would hold on the release if nobody had written it; empty where there is no default."""


@dataclass(frozen=True)
class EffectivePolicy:
    """What a rule does to a connection, with every default filled in."""

    rule: str
    release: str
    settings: tuple[Setting, ...]
    suites: tuple[str, ...]
    """Constants in order of preference; empty if the list is System SSL's default."""
    missing: tuple[str, ...] = ()
    """Statements that the rule needs and that are not there."""

    def value(self, attribute: str) -> str:
        """Return the value of a setting by its keyword, or nothing."""
        found = self.setting(attribute)
        return "" if found is None else found.value

    def setting(self, attribute: str) -> Setting | None:
        """Return a setting by its keyword, or `None`; a coded or inherited one goes first."""
        return self._by_keyword.get(attribute.lower())

    @cached_property
    def _by_keyword(self) -> Mapping[str, Setting]:
        found: dict[str, Setting] = {}
        for setting in self.settings:
            key = setting.attribute.lower()
            known = found.get(key)
            unset = known is not None and known.origin.kind is OriginKind.UNSET
            if known is None or (unset and setting.origin.kind is not OriginKind.UNSET):
                found[key] = setting
        return found

    def differences(self) -> tuple[Setting, ...]:
        """Return the written settings whose value is not the release's default anyway."""
        return tuple(self._differences())

    def _differences(self) -> Iterator[Setting]:
        for setting in self.settings:
            written = setting.origin.kind in {OriginKind.CODED, OriginKind.INHERITED}
            if written and setting.value.lower() != setting.default.lower():
                yield setting

    @property
    def tls_enabled(self) -> bool:
        """Whether AT-TLS is switched on for connections of this rule."""
        return self.value("TTLSEnabled").lower() == "on"

    @property
    def handshake_role(self) -> str:
        """`Client`, `Server` or `ServerWithClientAuth`, or nothing."""
        return self.value("HandshakeRole")

    @property
    def client_auth_type(self) -> str:
        """How client certificates are judged, or nothing if none is asked for."""
        if self.handshake_role != "ServerWithClientAuth":
            return ""
        return self.value("ClientAuthType")

    @property
    def protocols(self) -> tuple[str, ...]:
        """The protocol switches that are On, oldest first."""
        return tuple(name for name in PROTOCOLS if self.value(name).lower() == "on")

    @property
    def keyring(self) -> str:
        """The key ring, as `owner/ring` or `ring`."""
        return self.value("Keyring")

    @property
    def certificate_label(self) -> str:
        """The personal certificate's label, or nothing for the key ring's default."""
        return self.value("CertificateLabel")

    @property
    def application_controlled(self) -> bool:
        """Whether the application, not AT-TLS, starts the handshake."""
        return self.value("ApplicationControlled").lower() == "on"


def effective(policies: PolicySet, rule_name: str, *, release: str) -> EffectivePolicy:
    """Return every setting of a rule with its origin; raises `UsageError` for an unknown rule."""
    rule = policies.rule(rule_name)
    if rule is None:
        raise UsageError(
            f"There is no rule {rule_name!r} in this policy.",
            fix="Name one of the rules that the rule table lists.",
        )
    group, environment, connection = rule.group, rule.environment, rule.connection
    part = policies.part
    gsk = part(environment, "TTLSGskAdvancedParms")
    layers: tuple[tuple[tuple[str, Definition | None], ...], ...] = (
        (
            ("TTLSConnectionAction", connection),
            ("TTLSEnvironmentAction", environment),
            ("TTLSGroupAction", group),
        ),
        (("TTLSKeyringParms", part(environment, "TTLSKeyringParms")),),
        (
            ("TTLSConnectionAdvancedParms", part(connection, "TTLSConnectionAdvancedParms")),
            ("TTLSEnvironmentAdvancedParms", part(environment, "TTLSEnvironmentAdvancedParms")),
            ("TTLSGroupAdvancedParms", part(group, "TTLSGroupAdvancedParms")),
        ),
        (
            ("TTLSSignatureParms", part(connection, "TTLSSignatureParms")),
            ("TTLSSignatureParms", part(environment, "TTLSSignatureParms")),
        ),
        (("TTLSGskAdvancedParms", gsk),),
        (("TTLSGskLdapParms", part(gsk, "TTLSGskLdapParms")),),
        (("TTLSGskOcspParms", part(gsk, "TTLSGskOcspParms")),),
        (("TTLSGskHttpCdpParms", part(gsk, "TTLSGskHttpCdpParms")),),
    )
    settings = [setting for layer in layers for setting in _settings(policies, layer, release)]
    if any(each.attribute == "TLSv1.3" and each.value.lower() == "on" for each in settings):
        settings = [_with_tls13(policies, setting) for setting in settings]
    ciphers, inherited = _ciphers(policies, connection, environment)
    settings += _cipher_settings(ciphers, inherited=inherited)
    suites = suite_list(ciphers)
    profile = next((part.value for part in settings if part.attribute == "SuiteBProfile"), "")
    if profile.lower() not in {"", "off"}:
        suites = ()
    return EffectivePolicy(
        rule_name,
        release,
        tuple(settings),
        suites,
        tuple(_missing(rule.enabled, policies, group, environment)),
    )


def suite_list(ciphers: Definition | None) -> tuple[str, ...]:
    """Return the constants that a TTLSCipherParms names for SSLv3 and later, each once."""
    names: dict[str, None] = {}
    if ciphers is not None:
        for attribute in ciphers.block.attributes:
            for name in suite_names(attribute):
                names.setdefault(name, None)
    return tuple(names)


def suite_names(attribute: Attribute) -> tuple[str, ...]:
    """Return the constants of one cipher line; an unknown suite stays as it is written."""
    digits = {"v3ciphersuites": 2, "v3ciphersuites4char": 4}.get(attribute.key)
    value = attribute.value
    if digits is None or not value:
        return ()
    suite = SUITES.by_name.get(value.upper())
    if suite is not None:
        return (suite.name,)
    if len(value) % digits or not all(part in "0123456789abcdefABCDEF" for part in value):
        return (value,)
    codes = [value[start : start + digits].upper() for start in range(0, len(value), digits)]
    return tuple(
        found.name if (found := SUITES.by_hex.get(code.rjust(4, "0"))) else code for code in codes
    )


def _settings(
    policies: PolicySet, layer: tuple[tuple[str, Definition | None], ...], release: str
) -> Iterator[Setting]:
    """Yield the settings of statements that inherit from each other, most specific first."""
    present = [
        (name, definition, _lines(definition.block))
        for name, definition in layer
        if definition is not None
    ]
    written = {key for _, _, lines in present for key in lines}
    for known, unwritten in _unwritten(policies.grammar, tuple(name for name, _ in layer), release):
        if known.name.lower() in written:
            yield _written(policies.grammar, known, present, release) or unwritten
        else:
            yield unwritten


@lru_cache(maxsize=256)
def _unwritten(
    grammar: Grammar, statements: tuple[str, ...], release: str
) -> tuple[tuple[AttributeRule, Setting], ...]:
    """Return the settings of statements that inherit from each other, as if nobody wrote any."""
    found: dict[str, tuple[AttributeRule, Setting]] = {}
    for statement in reversed(statements):
        rule = grammar.statement(statement)
        for known in () if rule is None else rule.attributes.values():
            if known.kind not in {"block", "reference"} and known.name not in found:
                found[known.name] = known, _default_of(grammar, known, statements, release)
    return tuple(found.values())


def _default_of(
    grammar: Grammar, known: AttributeRule, statements: tuple[str, ...], release: str
) -> Setting:
    rules = {name: grammar.attribute(name, known.name) for name in statements}
    holders = {name: rule for name, rule in rules.items() if rule is not None}
    for name, rule in holders.items():
        if value := _default(rule, release):
            origin = Origin(OriginKind.DEFAULT, release=release)
            return Setting(name, known.name, value, origin, value)
    return Setting(list(holders)[-1], known.name, "", Origin(OriginKind.UNSET))


def _written(
    grammar: Grammar,
    known: AttributeRule,
    present: list[tuple[str, Definition, Mapping[str, list[Attribute]]]],
    release: str,
) -> Setting | None:
    key = known.name.lower()
    for depth, (statement, definition, by_key) in enumerate(present):
        lines = by_key.get(key)
        if lines:
            used = lines if known.repeat != "last" else lines[-1:]
            own = not any(grammar.attribute(name, key) is not None for name, *_ in present[:depth])
            origin = Origin(
                OriginKind.CODED if own else OriginKind.INHERITED,
                definition.file.file,
                used[-1].line,
                f"{statement} {definition.block.name}".rstrip(),
            )
            text = " ".join(_text(known, line) for line in used)
            return Setting(statement, known.name, text, origin, _default(known, release))
    return None


def _lines(block: Block) -> Mapping[str, list[Attribute]]:
    """Return the attributes of a statement by their keyword in lower case, in order."""
    found: dict[str, list[Attribute]] = {}
    for line in block.attributes:
        found.setdefault(line.key, []).append(line)
    return found


def _default(known: AttributeRule, release: str) -> str:
    return known.default if at_least(release, known.since) else ""


def _with_tls13(policies: PolicySet, setting: Setting) -> Setting:
    """Return a default as it is while TLSv1.3 is On (seen on z/OS 3.1)."""
    known = policies.grammar.attribute(setting.statement, setting.attribute)
    if not (known and known.default_with_tls13) or setting.origin.kind is OriginKind.UNSET:
        return setting
    default = known.default_with_tls13
    value = default if setting.origin.kind is OriginKind.DEFAULT else setting.value
    return replace(setting, value=value, default=default)


def _text(known: AttributeRule, line: Attribute) -> str:
    if known.kind == "text":
        return " ".join(line.values)
    return known.canonical(line.value)


def _ciphers(
    policies: PolicySet, connection: Definition | None, environment: Definition | None
) -> tuple[Definition | None, bool]:
    """Return the cipher parameters that count, and whether the connection action inherits them."""
    own = policies.part(connection, "TTLSCipherParms")
    if own is not None:
        return own, False
    return policies.part(environment, "TTLSCipherParms"), connection is not None


def _cipher_settings(ciphers: Definition | None, *, inherited: bool) -> Iterator[Setting]:
    if ciphers is None:
        yield Setting("TTLSCipherParms", "V3CipherSuites", "", Origin(OriginKind.UNSET))
        return
    kind = OriginKind.INHERITED if inherited else OriginKind.CODED
    name = f"TTLSCipherParms {ciphers.block.name}".rstrip()
    for line in ciphers.block.attributes:
        for suite in suite_names(line) or line.values[:1]:
            origin = Origin(kind, ciphers.file.file, line.line, name)
            yield Setting("TTLSCipherParms", line.keyword, suite, origin)


def _missing(
    enabled: bool, policies: PolicySet, group: Definition | None, environment: Definition | None
) -> Iterator[str]:
    if group is None:
        yield "TTLSGroupAction"
    if enabled and environment is None:
        yield "TTLSEnvironmentAction"
    if (
        enabled
        and environment is not None
        and policies.part(environment, "TTLSKeyringParms") is None
    ):
        yield "TTLSKeyringParms"
