"""How the AT-TLS engine's time grows with the size of a policy; read it with --benchmark-enable."""

from collections.abc import Callable

import pytest

from pwxwizard import attls
from tests.attls.samples import GOOD, GRAMMAR

Benchmark = Callable[..., object]


def of_lines(lines: int) -> bytes:
    """Return a policy of about that many lines: rules of their own with actions of their own."""
    body = []
    copies = max(1, lines // (GOOD.count(b"\n") + 1))
    names = [
        "Listener",
        "Reports",
        "Sender",
        "PlainConsole",
        "GroupOn",
        "GroupOff",
        "EnvServer",
        "EnvReports",
        "EnvClient",
        "ConnReports",
        "RingServer",
        "AdvServer",
        "AdvPlain",
        "Ciphers",
        "Offices",
        "Branch",
        "Partner",
        "ReportPorts",
        "OddPort",
    ]
    for number in range(copies):
        text = GOOD.decode().replace("PWXLST", f"J{number:05}").replace("RPT*", f"R{number:05}*")
        text = text.replace("LocalPortRange 7001", f"LocalPortRange {20000 + number}")
        text = text.replace("FTPD1", f"F{number:05}")
        for name in names:
            text = text.replace(f" {name}\n", f" {name}{number}\n")
        body.append(text)
    return "".join(body).encode()


def of_rules(rules: int) -> bytes:
    """Return a policy of that many rules, of which some compete."""
    return "".join(
        f"TTLSRule R{number}\n{{\n  LocalPortRange {1000 + number % 900} {1040 + number % 900}\n"
        f"  Jobname J{number % 13:03}{'*' * (number % 7 == 0)}\n"
        f"  RemoteAddr 10.{number % 50}.0.0/{8 + number % 9}\n"
        f"  Direction Inbound\n  Priority {1 + number}\n  TTLSGroupActionRef G\n}}\n"
        for number in range(rules)
    ).encode()


def of_nested_rules(rules: int) -> bytes:
    """Return the worst policy of that many rules: each overlaps every other, no two are alike."""
    return "".join(
        f"TTLSRule R{number:05}\n{{\n  LocalPortRange {1000 + number} {60000 - number}\n"
        f"  RemoteAddr 10.0.0.0/8\n  Direction Inbound\n  Priority {1 + number}\n"
        "  TTLSGroupActionRef G\n}\n"
        for number in range(rules)
    ).encode()


def test_the_samples_are_what_they_claim() -> None:
    large = of_lines(10_000)
    assert 9_500 < large.count(b"\n") < 10_500
    assert {each.code for each in attls.check([attls.parse(large)], GRAMMAR)} <= {
        "ATT072",
        "ATT086",
    }
    assert len(attls.resolve([attls.parse(of_rules(2_000))], GRAMMAR).rules) == 2_000


@pytest.mark.parametrize("lines", [1_000, 10_000])
def test_parse_and_render(benchmark: Benchmark, lines: int) -> None:
    data = of_lines(lines)
    assert benchmark(lambda: attls.parse(data).render()) == data


@pytest.mark.parametrize("lines", [1_000, 10_000])
def test_check(benchmark: Benchmark, lines: int) -> None:
    data = of_lines(lines)
    assert benchmark(lambda: attls.check([attls.parse(data)], GRAMMAR))


@pytest.mark.parametrize("rules", [500, 1_000, 2_000, 4_000])
def test_shadows(benchmark: Benchmark, rules: int) -> None:
    policies = attls.resolve([attls.parse(of_rules(rules))], GRAMMAR)
    assert benchmark(lambda: attls.shadows(policies))


def test_shadows_when_everything_overlaps(benchmark: Benchmark) -> None:
    policies = attls.resolve([attls.parse(of_nested_rules(200))], GRAMMAR)
    pairs = benchmark(lambda: attls.shadows(policies))
    assert isinstance(pairs, tuple)
    assert len(pairs) == 200 * 199 / 2
