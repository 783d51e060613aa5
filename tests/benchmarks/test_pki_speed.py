"""How long certificates take: budgets of the design are compared by hand, never asserted."""

import time
from datetime import UTC, datetime
from pathlib import Path

import cryptography_vectors
import pytest
from click.testing import CliRunner
from pytest_benchmark.fixture import BenchmarkFixture

from pwxwizard import pki
from pwxwizard.cli.cert import command
from pwxwizard.machine import RealKeys

NOW = datetime(2026, 5, 1, tzinfo=UTC)
HOSTS = ("zos1.example.com", "10.1.2.3")
PASSPHRASE = "plum-orbit-candle-93"


def estate(kind: str, machines: int) -> list[bytes]:
    """Make a CA and a personal file for each machine, keys and encryption included."""
    key, *others = RealKeys().several([kind] * (machines + 1))
    root = pki.self_signed_ca(
        key, pki.CaProfile(pki.parse_dn("CN=CA,O=Example")), pki.random_serial(), NOW
    )
    files = []
    for number, own in enumerate(others):
        profile = pki.PersonalProfile(pki.parse_dn(f"CN=m{number}.example.com"), HOSTS)
        leaf = pki.personal_certificate(
            *(own.public_key(), profile, root, key), serial=pki.random_serial(), now=NOW
        )
        files.append(pki.personal_pem(leaf, (), own, PASSPHRASE))
    return files


@pytest.mark.parametrize(("kind", "rounds"), [("p-256", 5), ("rsa-2048", 1)])
def test_a_ca_and_a_hundred_machines(benchmark: BenchmarkFixture, kind: str, rounds: int) -> None:
    machines = 100 if benchmark.enabled else 1
    files = benchmark.pedantic(  # type: ignore[no-untyped-call]  # the plug-in leaves it so
        estate, (kind, machines), rounds=rounds, iterations=1
    )
    assert len(files) == machines


def test_inspecting_a_chain(benchmark: BenchmarkFixture) -> None:
    path = Path(cryptography_vectors.__file__).parent / "x509" / "cryptography.io.chain.pem"
    data = path.read_bytes()
    assert benchmark(pki.inspect, data).objects


def test_verifying_and_linting(benchmark: BenchmarkFixture) -> None:
    key = pki.make_key("p-256")
    root = pki.self_signed_ca(key, pki.CaProfile(pki.parse_dn("CN=CA")), pki.random_serial(), NOW)
    profile = pki.PersonalProfile(pki.parse_dn("CN=zos1.example.com"), HOSTS)
    leaf = pki.personal_certificate(
        *(key.public_key(), profile, root, key), serial=pki.random_serial(), now=NOW
    )

    def judged() -> bool:
        verdict = pki.verify(leaf, [root], at=NOW, purpose="server", name=HOSTS[0])
        return verdict.ok and not pki.lint(leaf, "personal", issuer=root, at=NOW)

    assert benchmark(judged)


@pytest.mark.parametrize("form", ["modern", "legacy"])
def test_writing_pkcs12(benchmark: BenchmarkFixture, form: str) -> None:
    key = pki.make_key("p-256")
    root = pki.self_signed_ca(key, pki.CaProfile(pki.parse_dn("CN=CA")), pki.random_serial(), NOW)
    assert benchmark(pki.pkcs12, root, key, (), "ca", PASSPHRASE, form)


def _times(step: int) -> list[tuple[float, str]]:
    """Give the public collections to `cert inspect`, each or one file of `step`; return the times."""
    root = Path(cryptography_vectors.__file__).parent
    runner, times = CliRunner(), []
    trees = [path for tree in ("x509", "pkcs7", "pkcs12") for path in (root / tree).rglob("*")]
    for path in [path for path in trees if path.is_file()][::step]:
        begin = time.perf_counter()
        done = runner.invoke(command, ["inspect", str(path), "--json"])
        times.append((time.perf_counter() - begin, path.name))
        assert done.exit_code in {0, 1}, path
    return sorted(times)


def test_inspecting_whole_collections(benchmark: BenchmarkFixture) -> None:
    times = benchmark.pedantic(  # type: ignore[no-untyped-call]  # as above
        _times, (1 if benchmark.enabled else 100,), rounds=1
    )
    seconds, name = times[-1]
    benchmark.extra_info["files"] = len(times)
    benchmark.extra_info["slowest file"] = f"{name}: {seconds:.3f} s"
    benchmark.extra_info["over one second"] = sum(seconds > 1 for seconds, _ in times)
    assert len(times) >= (1700 if benchmark.enabled else 17)
