"""Checks of what actions mean for a handshake: protocols, suites, roles, key rings, traces."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pwxwizard.attls.effective import suite_names
from pwxwizard.attls.findings import FINDINGS
from pwxwizard.attls.grammar import at_least
from pwxwizard.attls.policy import Definition, PolicySet, Rule, attribute_of, value_of, walk
from pwxwizard.attls.suites import PROTOCOLS, SUITES, Suite
from pwxwizard.attls.syntax import Attribute, PolicyFile
from pwxwizard.finding import Finding

_OUTDATED = ("SSLv2", "SSLv3", "TLSv1", "TLSv1.1")
_BROKEN = ("_RC4_", "_RC2_", "_DES_", "_3DES_", "_EXPORT_")


@dataclass(frozen=True, slots=True)
class _Switch:
    """One protocol switch as it stands for a rule."""

    on: bool
    line: Attribute | None
    """`None` if it is not written."""
    file: PolicyFile | None


@dataclass(frozen=True, slots=True)
class _Use:
    """Actions that some rule uses together."""

    rule: Rule
    environment: Definition
    connection: Definition | None
    advanced: Definition | None
    own_advanced: Definition | None
    """The connection action's advanced parameters."""
    ciphers: Definition | None
    keyring: Definition | None


def handshakes(
    policies: PolicySet,
    rules: tuple[Rule, ...],
    damaged: set[int],
    *,
    release: str,
    certificate_key: str | None,
) -> Iterator[Finding]:
    """Yield what is wrong with the TLS that rules lead to; each action is looked at once."""
    dangling = {
        id(reference.holder) for reference in policies.references if reference.target is None
    }
    uses: dict[tuple[int, int], _Use] = {}
    for rule in rules:
        yield from _direction(rule)
        if rule.enabled and rule.environment is not None:
            connection = rule.connection
            key = (id(rule.environment.block), id(connection.block) if connection else 0)
            if key not in uses:
                uses[key] = _use(policies, rule, rule.environment)
    for use in uses.values():
        parts = (use.advanced, use.own_advanced, use.ciphers, use.keyring)
        actions = (use.environment, use.connection)
        if any(part is not None and id(part.block) in damaged for part in parts) or any(
            part is not None and id(part.block) in dangling for part in actions
        ):
            continue
        switches = _switches(use, policies, release)
        yield from _protocols(use, switches)
        yield from _suites(use, switches)
        yield from _server(use)
        yield from _advanced(use)
        if certificate_key:
            yield from _certificate(use, switches, certificate_key)
        if any("_DHE_RSA_" in suite.name for suite, _, _ in _listed(use)):
            yield from _group_size(use, policies, release)
    yield from _crypto(list(uses.values()))


def _use(policies: PolicySet, rule: Rule, environment: Definition) -> _Use:
    connection = rule.connection
    return _Use(
        rule,
        environment,
        connection,
        policies.part(environment, "TTLSEnvironmentAdvancedParms"),
        policies.part(connection, "TTLSConnectionAdvancedParms"),
        policies.part(connection, "TTLSCipherParms")
        or policies.part(environment, "TTLSCipherParms"),
        policies.part(environment, "TTLSKeyringParms"),
    )


def _switches(use: _Use, policies: PolicySet, release: str) -> dict[str, _Switch]:
    switches: dict[str, _Switch] = {}
    for name in PROTOCOLS:
        for part in (use.own_advanced, use.advanced):
            line = None if part is None else attribute_of(part.block, name)
            if line is not None and part is not None:
                switches[name] = _Switch(line.value.lower() == "on", line, part.file)
                break
        else:
            known = policies.grammar.attribute("TTLSEnvironmentAdvancedParms", name)
            on = known is not None and known.default == "On" and at_least(release, known.since)
            switches[name] = _Switch(on, None, None)
    return switches


def _direction(rule: Rule) -> Iterator[Finding]:
    role = _role(rule)
    if (role == "client" and rule.directions == {"inbound"}) or (
        role.startswith("server") and rule.directions == {"outbound"}
    ):
        yield FINDINGS["ATT074"].at(
            rule.definition.where,
            f"{rule.name} is {' '.join(rule.directions)} but its actions say {role}.",
        )


def _role(rule: Rule) -> str:
    for action in (rule.connection, rule.environment):
        role = "" if action is None else value_of(action.block, "HandshakeRole")
        if role:
            return role.lower()
    return ""


def _protocols(use: _Use, switches: dict[str, _Switch]) -> Iterator[Finding]:
    holder = use.advanced or use.environment
    label = f"{holder.block.keyword} {holder.block.name}".rstrip()
    old = [name for name in ("TLSv1", "TLSv1.1") if switches[name].line is None]
    if old:
        yield FINDINGS["ATT061"].at(holder.where, f"{label} does not write {' and '.join(old)}.")
    if switches["TLSv1.2"].line is None:
        yield FINDINGS["ATT062"].at(holder.where, f"{label} does not write TLSv1.2.")
    elif not any(switch.on for switch in switches.values()):
        yield FINDINGS["ATT063"].at(holder.where, f"{label} switches every protocol Off.")


def _listed(use: _Use) -> Iterator[tuple[Suite, Attribute, Definition]]:
    """Yield the suites of the cipher list with their lines."""
    if use.ciphers is not None:
        for line in use.ciphers.block.attributes:
            for name in suite_names(line):
                suite = SUITES.by_name.get(name)
                if suite is not None:
                    yield suite, line, use.ciphers


def _suites(use: _Use, switches: dict[str, _Switch]) -> Iterator[Finding]:
    listed = list(_listed(use))
    profile = attribute_of(use.environment.block, "SuiteBProfile")
    if profile is not None and profile.value.lower() != "off":
        if use.ciphers is not None:
            yield FINDINGS["ATT079"].at(
                use.environment.file.where(profile.line, profile.column),
                f"SuiteBProfile {profile.value} makes the cipher list of no effect.",
            )
        return
    if not listed:
        yield FINDINGS["ATT070"].at(
            (use.ciphers or use.environment).where,
            f"{use.environment.block.name} names no cipher suites.",
        )
        return
    usable = any(switch.on for switch in switches.values())
    for suite, line, holder in listed:
        useful = any(
            switches[name].on or (switches[name].line is None and name == "TLSv1.2")
            for name in suite.protocols
        )
        if usable and not useful and not _weakness(suite):
            yield FINDINGS["ATT066"].at(
                holder.file.where(line.line, line.column),
                f"{suite.name} needs {' or '.join(suite.protocols)}, which is Off.",
            )
    for name in ("TLSv1.2", "TLSv1.3"):
        switch = switches[name]
        served = any(name in suite.protocols for suite, _, _ in listed)
        if switch.on and not served and switch.line is not None and switch.file is not None:
            yield FINDINGS["ATT065"].at(
                switch.file.where(switch.line.line, switch.line.column),
                f"{name} is On, but no cipher suite of the list belongs to it.",
            )


def _weakness(suite: Suite) -> str:
    if "_NULL_" in suite.name:
        return "ATT067"
    if any(mark in suite.name for mark in _BROKEN):
        return "ATT068"
    return "" if suite.recommended else "ATT069"


def _server(use: _Use) -> Iterator[Finding]:
    role = _role(use.rule)
    keyring = "" if use.keyring is None else value_of(use.keyring.block, "Keyring")
    if use.keyring is not None and role.startswith("server") and keyring.upper() == "*AUTH*/*":
        line = attribute_of(use.keyring.block, "Keyring")
        assert line is not None
        yield FINDINGS["ATT054"].at(
            use.keyring.file.where(line.line, line.column),
            f"{use.environment.block.name} is a server with the virtual key ring {keyring}.",
        )
    line = None if use.advanced is None else attribute_of(use.advanced.block, "ClientAuthType")
    if role == "serverwithclientauth" and line is None:
        yield FINDINGS["ATT058"].at(
            (use.advanced or use.environment).where,
            f"{use.environment.block.name} does not write ClientAuthType.",
        )
    if line is None or use.advanced is None:
        return
    place = use.advanced.file.where(line.line, line.column)
    if role == "server":
        yield FINDINGS["ATT057"].at(
            place, f"ClientAuthType {line.value} has no effect with HandshakeRole Server."
        )
    elif role == "serverwithclientauth" and line.value.lower() == "passthru":
        yield FINDINGS["ATT056"].at(place, "Client certificates are asked for but not checked.")


def _advanced(use: _Use) -> Iterator[Finding]:
    for part in (use.own_advanced, use.advanced):
        line = None if part is None else attribute_of(part.block, "ApplicationControlled")
        if line is not None and part is not None and line.value.lower() == "on":
            yield FINDINGS["ATT060"].at(
                part.file.where(line.line, line.column),
                f"{use.environment.block.name} waits for the application to ask for TLS.",
            )


def _certificate(
    use: _Use, switches: dict[str, _Switch], certificate_key: str
) -> Iterator[Finding]:
    kind = "rsa" if certificate_key.lower().startswith("rsa") else "ec"
    if not _role(use.rule).startswith("server"):
        return
    needed = [
        suite.certificate_key
        for suite, _, _ in _listed(use)
        if suite.certificate_key and any(switches[name].on for name in suite.protocols)
    ]
    if needed and kind not in needed and use.ciphers is not None:
        yield FINDINGS["ATT071"].at(
            use.ciphers.where,
            f"No cipher suite below TLS 1.3 works with a certificate of key type {kind.upper()}.",
        )


def _group_size(use: _Use, policies: PolicySet, release: str) -> Iterator[Finding]:
    size = "" if use.advanced is None else value_of(use.advanced.block, "ServerEDHGroupSize")
    known = policies.grammar.attribute("TTLSEnvironmentAdvancedParms", "ServerEDHGroupSize")
    if known is None or not at_least(release, known.since):
        return
    if _role(use.rule).startswith("server") and size != "2048":
        yield FINDINGS["ATT073"].at(
            (use.advanced or use.environment).where,
            "DHE suites are listed without ServerEDHGroupSize 2048.",
        )


def _crypto(uses: list[_Use]) -> Iterator[Finding]:
    for use in uses:
        for suite, line, holder in _listed(use):
            if "_GCM_" in suite.name or "ECDH" in suite.key_exchange:
                yield FINDINGS["ATT072"].at(
                    holder.file.where(line.line, line.column),
                    f"{suite.name} is the first suite that needs ICSF.",
                )
                return


def weaknesses(files: Sequence[PolicyFile]) -> Iterator[Finding]:
    """Yield weak cipher suites and outdated protocols, line by line, used or not."""
    for file in files:
        for definition in walk(file):
            block = definition.block
            if block.key == "ttlscipherparms":
                yield from _weak_suites(definition)
            elif block.key in {"ttlsenvironmentadvancedparms", "ttlsconnectionadvancedparms"}:
                for name in _OUTDATED:
                    line = attribute_of(block, name)
                    if line is not None and line.value.lower() == "on":
                        yield FINDINGS["ATT064"].at(
                            file.where(line.line, line.column), f"{name} is On."
                        )


def _weak_suites(definition: Definition) -> Iterator[Finding]:
    for line in definition.block.attributes:
        suites = [SUITES.by_name.get(name) for name in suite_names(line)]
        # a line with an unknown suite is misread as a whole, and has its own finding
        for suite in suites if None not in suites else ():
            code = "" if suite is None else _weakness(suite)
            if suite is not None and code:
                yield FINDINGS[code].at(
                    definition.file.where(line.line, line.column),
                    f"{suite.name}: {suite.note or 'not recommended'}.",
                )


def traces(policies: PolicySet, damaged: set[int]) -> Iterator[Finding]:
    """Yield what is wrong with traces and FIPS mode of any action."""
    for (key, _), definitions in policies.definitions.items():
        if key not in {"ttlsgroupaction", "ttlsenvironmentaction", "ttlsconnectionaction"}:
            continue
        definition = definitions[-1]
        block = definition.block
        if id(block) in damaged:
            continue
        for line in block.attributes:
            place = definition.file.where(line.line, line.column)
            value = line.value.lower()
            if line.key == "ctracecleartext" and value == "on":
                yield FINDINGS["ATT076"].at(place, f"{block.name} lets traces hold clear text.")
            elif line.key == "trace" and int(value) >= 16:
                yield FINDINGS["ATT077"].at(place, f"{block.name} traces flows or data.")
            elif line.key == "trace" and not int(value) & 3:
                yield FINDINGS["ATT078"].at(place, f"{block.name} reports no errors.")
            elif line.key == "fips140" and value != "off":
                yield FINDINGS["ATT080"].at(place, f"{block.name} runs in FIPS mode.")
