"""Former certificates that are withdrawn: who still lets in whoever has the key of one."""

from collections.abc import Iterator

from pwxwizard.finding import Finding, Where
from pwxwizard.trust import rules
from pwxwizard.trust.ends import ClientEnd, ServerEnd
from pwxwizard.trust.withdrawal import Withdrawal


def still_accepted(owner: ServerEnd | ClientEnd, judge: ServerEnd | ClientEnd) -> Iterator[Finding]:
    """Yield the former certificates of an end that the end which checks it would still accept."""
    if _checks_blindly(judge) and _ready(judge):
        for one in owner.former:
            if judge.authorities.trusted(one.generation, judge.trusted) and _mapped(one, judge):
                yield _finding(one, owner, judge)


def _checks_blindly(judge: ServerEnd | ClientEnd) -> bool:
    """Tell whether an end checks certificates, and reads no revocation list as it does so."""
    if isinstance(judge, ClientEnd):
        return judge.policy.validates
    return judge.policy.requests and judge.policy.validates and not judge.reads_lists


def _ready(judge: ServerEnd | ClientEnd) -> bool:
    """Tell whether an end is set up so far that it takes part in a handshake at all."""
    return not any(finding.code in rules.CAUSES for finding in judge.findings)


def _mapped(one: Withdrawal, judge: ServerEnd | ClientEnd) -> bool:
    """Tell whether an end that wants a user ID for a certificate has one, as far as that is known."""
    if isinstance(judge, ClientEnd) or not judge.policy.maps_user or judge.users is None:
        return True
    return any(user.serial_number == one.serial for user in judge.users)


def _finding(
    one: Withdrawal, owner: ServerEnd | ClientEnd, judge: ServerEnd | ClientEnd
) -> Finding:
    does = f"pose as {owner.machine}" if isinstance(owner, ServerEnd) else "connect with it"
    message = (
        f"A former certificate of {owner.machine}, withdrawn {one.said}, would still be accepted by "
        f"{judge.machine}, which reads no revocation list: whoever has its key can {does} until it "
        f"ends, or until {_shut_out(judge)}."
    )
    if one.compromised:
        return rules.FORMER_COMPROMISED.at(Where(item="ca/CA"), message)
    return rules.FORMER_WITHDRAWN.at(Where(), message)


def _shut_out(judge: ServerEnd | ClientEnd) -> str:
    """Return what has to be so for an end to refuse a former certificate."""
    name, ways = judge.machine, ["no longer trusts the CA that signed it"]
    if isinstance(judge, ServerEnd) and judge.policy.maps_user:
        ways.insert(0, "maps it to no user ID")
    if isinstance(judge, ServerEnd) and judge.platform == "zos":
        ways.insert(0, "looks for revocation lists")
    return f"{name} {', '.join(ways[:-1])}{' or ' if ways[1:] else ''}{ways[-1]}"
