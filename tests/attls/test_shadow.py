"""Simulator and shadow analysis against the plain enumeration of small worlds."""

from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pwxwizard import attls
from pwxwizard.attls.values import address
from tests.attls.samples import policies

JOBS = ["", "A", "B", "AB", "A*", "B*", "AB*", "*"]
NAMES = ["A", "B", "AA", "AB", "BA", "ABC", "AAB", "C"]
PORTS = ["", "0", "5", "6", "5-6", "4 6", "7:9", "1 65535", "group"]
POINTS = [1, 4, 5, 6, 7, 9, 10, 65535]
ADDRESSES = [
    "",
    "All",
    "10.0.0.1",
    "10.0.0.0/30",
    "10.0.0.1-10.0.0.4",
    "2001:db8::1",
    "::/0",
    "group",
]
HOSTS = [
    "10.0.0.0",
    "10.0.0.1",
    "10.0.0.3",
    "10.0.0.4",
    "10.0.0.9",
    "2001:db8::1",
    "2001:db8::2",
    "2001:db8::9",
]
DIRECTIONS = ["Inbound", "Outbound", "Both"]


@st.composite
def rule_facts(draw: st.DrawFn) -> tuple[str, str, str, str, int]:
    return (
        draw(st.sampled_from(JOBS)),
        draw(st.sampled_from(PORTS)),
        draw(st.sampled_from(ADDRESSES)),
        draw(st.sampled_from(DIRECTIONS)),
        draw(st.integers(1, 3)),
    )


GROUPS = """
PortGroup PG
{
PortRange
{
Port 5
}
PortRangeRef High
}
PortRange High
{
Port 7-9
}
IpAddrGroup AG
{
IpAddr
{
Addr 10.0.0.1
}
IpAddrSet
{
Range 2001:db8::1-2001:db8::2
}
IpAddrRef Last
}
IpAddr Last
{
Addr 10.0.0.9
}
"""

Facts = tuple[str, str, str, str, int]


def text_of(rules: list[Facts]) -> bytes:
    lines: list[str] = []
    for number, (job, ports, remote, direction, priority) in enumerate(rules):
        lines += [f"TTLSRule R{number}", "{"]
        lines += [f"Jobname {job}"] if job else []
        if ports:
            lines.append("LocalPortGroupRef PG" if ports == "group" else f"LocalPortRange {ports}")
        if remote:
            lines.append("RemoteAddrGroupRef AG" if remote == "group" else f"RemoteAddr {remote}")
        lines += [f"Direction {direction}", f"Priority {priority}", "}"]
    return "\n".join((*lines, GROUPS)).encode()


def plain_match(rule: Facts, query: tuple[str, int, str, str]) -> bool:
    """The meaning of a rule, written without any of the engine's code but `address`."""
    job, ports, remote, direction, _ = rule
    name, port, host, way = query
    if direction not in {"Both", way}:
        return False
    if job and not (name.startswith(job[:-1]) if job.endswith("*") else name == job):
        return False
    if ports == "group":
        if port not in {5, 7, 9}:
            return False
    elif ports not in {"", "0"}:
        numbers = [int(part) for part in ports.replace("-", " ").replace(":", " ").split()]
        if not numbers[0] <= port <= numbers[-1]:
            return False
    if remote in {"", "All"}:
        return True
    if remote == "group":
        return host in {"10.0.0.1", "10.0.0.9", "2001:db8::1", "2001:db8::2"}
    if remote == "::/0":
        return ":" in host
    bounds = {
        "10.0.0.0/30": ("10.0.0.0", "10.0.0.3"),
        "10.0.0.1-10.0.0.4": ("10.0.0.1", "10.0.0.4"),
    }
    low, high = bounds.get(remote, (remote, remote))
    if (":" in low) != (":" in host):
        return False
    numbers = [address(part) or 0 for part in (low, host, high)]
    return numbers[0] <= numbers[1] <= numbers[2]


WORLD = list(product(NAMES, POINTS, HOSTS, ["Inbound", "Outbound"]))


@cache
def matches(conditions: tuple[str, str, str, str]) -> frozenset[tuple[str, int, str, str]]:
    return frozenset(query for query in WORLD if plain_match((*conditions, 1), query))


@settings(max_examples=1000, deadline=None)
@given(st.lists(rule_facts(), min_size=1, max_size=6))
def test_winner_hidden_rules_and_shadows_agree_with_enumeration(
    rules: list[Facts],
) -> None:
    found = policies(text_of(rules))
    order = sorted(range(len(rules)), key=lambda index: (-rules[index][4], f"R{index}"))
    assert [rule.name for rule in found.rules] == [f"R{index}" for index in order]
    matched = {index: matches(rules[index][:4]) for index in order}
    for name, port, host, way in WORLD[:: 1 + len(WORLD) // 40]:
        query = attls.Query(name, port, way.lower(), remote_address=host)
        result = attls.match(found, query)
        expected: list[str | None] = [
            f"R{i}" for i in order if (name, port, host, way) in matched[i]
        ]
        assert [result.rule, *result.hidden] == (expected or [None])
    pairs = {}
    for place, winner in enumerate(order):
        for loser in order[place + 1 :]:
            if matched[winner] & matched[loser]:
                pairs[f"R{winner}", f"R{loser}"] = (
                    matched[loser] <= matched[winner],
                    rules[winner][4] == rules[loser][4],
                    matched[winner] <= matched[loser],
                )
    seen = {
        (each.winner, each.loser): (each.total, each.tie, each.inside)
        for each in attls.shadows(found)
    }
    assert seen == pairs


RULE = """TTLSRule Ours
{
  LocalPortRange 6001
  Jobname PWXLST
  Direction Inbound
  Priority 500
}
"""


@pytest.mark.parametrize(
    ("name", "conditions", "priority", "expected"),
    [
        ("Same", "LocalPortRange 6001\nJobname PWXLST", 600, (True, False)),
        ("Broad", "LocalPortRange 6000-6010\nJobname PWXLST", 600, (True, False)),
        ("Wild", "LocalPortRange 6001\nJobname PWX*", 600, (True, False)),
        ("NoJob", "LocalPortRange 6001", 501, (True, False)),
        ("Alpha", "LocalPortRange 6001\nJobname PWXLST", 500, (True, True)),
        ("Host", "LocalPortRange 6001\nRemoteAddr 10.0.0.1", 600, (False, False)),
        ("Zed", "LocalPortRange 6001\nJobname PWXLST", 500, None),
        ("Lower", "LocalPortRange 6001", 499, None),
        ("Other", "LocalPortRange 6002\nJobname PWXLST", 600, None),
    ],
)
def test_each_way_to_compete_is_found(
    name: str, conditions: str, priority: int, expected: tuple[bool, bool] | None
) -> None:
    rival = f"TTLSRule {name}\n{{\n{conditions}\nDirection Inbound\nPriority {priority}\n}}\n"
    pairs = attls.shadows(policies((RULE + rival).encode()))
    against = [(each.total, each.tie) for each in pairs if each.loser == "Ours"]
    assert against == ([] if expected is None else [expected])


def test_a_rule_that_holds_at_times_shadows_nothing_totally() -> None:
    rival = (
        "TTLSRule Nights\n{\nLocalPortRange 6001\nDirection Inbound\nPriority 900\n"
        "IpTimeCondition\n{\nTimeOfDayRange 22:00-06:00\n}\n}\n"
    )
    (pair,) = attls.shadows(policies((RULE + rival).encode()))
    assert (pair.winner, pair.total) == ("Nights", False)
