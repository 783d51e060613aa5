"""Certificate policies along a path: RFC 5280, 6.1, with the bounded graph of RFC 9618."""

from dataclasses import dataclass, field

from cryptography import x509

from pwxwizard.pki import asn1
from pwxwizard.pki.attempt import Unreadable
from pwxwizard.pki.chains import self_issued
from pwxwizard.pki.extensions import ExtensionField, extension, extension_fields

ANY = "2.5.29.32.0"
_MAPPINGS = "2.5.29.33"


@dataclass(frozen=True, slots=True)
class PolicyInputs:
    """What the verifying side asks of policies; by default nothing."""

    acceptable: frozenset[str] = frozenset({ANY})
    require_explicit: bool = False
    inhibit_mapping: bool = False
    inhibit_any: bool = False


@dataclass(slots=True)
class _Node:
    """A policy valid at one depth."""

    expected: set[str]
    origins: set[str]
    """The policies, in the trust anchor's terms, that lead here; `ANY` stands for all."""


@dataclass(slots=True)
class PolicyState:
    """The state variables of the algorithm, fed certificate by certificate from the anchor down."""

    inputs: PolicyInputs
    length: int
    """Number of certificates below the anchor."""
    level: dict[str, _Node] = field(default_factory=lambda: {ANY: _Node({ANY}, {ANY})})
    explicit: int = 0
    mapping: int = 0
    any_policy: int = 0

    def __post_init__(self) -> None:
        """Set the counters from the inputs."""
        beyond = self.length + 1
        self.explicit = 0 if self.inputs.require_explicit else beyond
        self.mapping = 0 if self.inputs.inhibit_mapping else beyond
        self.any_policy = 0 if self.inputs.inhibit_any else beyond

    def enter(self, certificate: x509.Certificate, *, final: bool) -> bool:
        """Process a certificate's policies; `False` when the path has no valid policy but must."""
        policies = extension(certificate, x509.CertificatePolicies)
        if policies is None:
            self.level = {}
        else:
            named = [one.policy_identifier.dotted_string for one in policies]
            any_counts = self.any_policy > 0 or (not final and self_issued(certificate))
            self.level = self._next(named, any_counts=any_counts)
        return self.explicit > 0 or bool(self.level)

    def _next(self, named: list[str], *, any_counts: bool) -> dict[str, _Node]:
        following: dict[str, _Node] = {}
        for policy in named:
            if policy == ANY:
                continue
            parents = [(own, node) for own, node in self.level.items() if policy in node.expected]
            if not parents and ANY in self.level:
                parents = [(ANY, self.level[ANY])]
            for own, node in parents:
                self._child(following, policy, own, node)
        if ANY in named and any_counts:
            present = set(following)
            for own, node in self.level.items():
                for policy in node.expected - present:
                    self._child(following, policy, own, node)
        return following

    @staticmethod
    def _child(level: dict[str, _Node], policy: str, parent: str, node: _Node) -> None:
        origins = {policy} if parent == ANY else node.origins
        child = level.setdefault(policy, _Node({policy}, set()))
        child.origins |= origins

    def leave(self, certificate: x509.Certificate) -> bool:
        """Prepare for the next certificate; `False` when a mapping is not allowed."""
        mappings = _mappings(certificate)
        if any(ANY in pair for pair in mappings):
            return False
        if mappings:
            self._map(mappings)
        if not self_issued(certificate):
            self.explicit = max(self.explicit - 1, 0)
            self.mapping = max(self.mapping - 1, 0)
            self.any_policy = max(self.any_policy - 1, 0)
        constraints = extension(certificate, x509.PolicyConstraints)
        if constraints is not None:
            if constraints.require_explicit_policy is not None:
                self.explicit = min(self.explicit, constraints.require_explicit_policy)
            if constraints.inhibit_policy_mapping is not None:
                self.mapping = min(self.mapping, constraints.inhibit_policy_mapping)
        inhibit = extension(certificate, x509.InhibitAnyPolicy)
        if inhibit is not None:
            self.any_policy = min(self.any_policy, inhibit.skip_certs)
        return True

    def _map(self, mappings: list[tuple[str, str]]) -> None:
        for issuer in dict.fromkeys(one for one, _ in mappings):
            subjects = {other for one, other in mappings if one == issuer}
            if self.mapping == 0:
                self.level.pop(issuer, None)
            elif issuer in self.level:
                self.level[issuer].expected = subjects
            elif ANY in self.level:
                self.level[issuer] = _Node(subjects, {issuer})

    def accepted(self, certificate: x509.Certificate) -> bool:
        """Conclude with the last certificate; `False` when no acceptable policy remains."""
        explicit = max(self.explicit - 1, 0)
        constraints = extension(certificate, x509.PolicyConstraints)
        if constraints is not None and constraints.require_explicit_policy == 0:
            explicit = 0
        if explicit > 0:
            return True
        if ANY in self.inputs.acceptable:
            return bool(self.level)
        reached = {origin for node in self.level.values() for origin in node.origins}
        return ANY in self.level or bool(reached & self.inputs.acceptable)


def _mappings(certificate: x509.Certificate) -> list[tuple[str, str]]:
    for one in extension_fields(certificate):
        if one.oid == _MAPPINGS:
            return _pairs(one)
    return []


def _pairs(mapping: ExtensionField) -> list[tuple[str, str]]:
    octets = mapping.raw
    if isinstance(mapping.value, x509.UnrecognizedExtension):
        octets = mapping.value.value
    if isinstance(mapping.value, Unreadable) and not octets:
        return [(ANY, ANY)]
    pairs = []
    for pair in asn1.first(octets).children():
        issuer, subject = pair.children()
        pairs.append((issuer.object_identifier(), subject.object_identifier()))
    return pairs
