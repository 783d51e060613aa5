"""What is noticed about one artifact while it is read."""

from pwxwizard import attls, dbmover
from pwxwizard.finding import Finding, Where
from pwxwizard.project import Machine
from pwxwizard.trust import rules
from pwxwizard.trust.decisions import ServerPolicy, zos_server


def rule_problems(match: attls.Match, what: str, where: Where) -> tuple[Finding, ...]:
    """Return why a port is not secured by the rule that catches it."""
    effective = match.effective
    if match.rule is None or effective is None:
        return (rules.NO_RULE.at(where, f"No AT-TLS rule catches {what}."),)
    if match.outcome == "clear":
        return (rules.RULE_OFF.at(where, f"The rule {match.rule} catches {what} without TLS."),)
    if match.outcome == "application":
        return (rules.RULE_APPLICATION.at(where, match.sentence),)
    if match.outcome == "fails":
        return (rules.RULE_BROKEN.at(where, match.sentence),)
    policy: ServerPolicy | None = zos_server(effective.handshake_role, effective.client_auth_type)
    if policy is None:
        role = effective.handshake_role or "no handshake role"
        return (rules.ROLE_NO_SERVER.at(where, f"The rule {match.rule} has {role}."),)
    return ()


def method(view: dbmover.View, path: str, item: str) -> tuple[Finding, ...]:
    """Return that SSL_CONTEXT_METHOD is not taken into account."""
    if not view.context_method:
        return ()
    message = f"SSL_CONTEXT_METHOD={view.context_method} is not understood here."
    return (rules.METHOD_UNKNOWN.at(Where(path, item=item), message),)


def passphrase(view: dbmover.View, path: str, machine: Machine) -> tuple[Finding, ...]:
    """Return that the placeholder of a passphrase is still there."""
    if view.ssl is None or not view.ssl.to_fill_in:
        return ()
    message = f"DBMOVER of {machine.name} still has {dbmover.PLACEHOLDER} for the passphrase."
    where = Where(path, view.ssl.line, item=f"dbmover/{machine.name}")
    return (rules.TO_FILL_IN.at(where, message),)
