"""`cert inspect`, `diff`, `verify` and `lint` on files of any origin, and on anything else."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import cryptography_vectors
import pytest
from click.testing import CliRunner, Result

from pwxwizard import pki, resources
from pwxwizard.cli.cert import command
from pwxwizard.cli.cert_checks import reference
from tests.cli.conftest import Run

NOW = datetime(2026, 11, 2, tzinfo=UTC)
CANARY = "canary-pQ7vW-secret"
VECTORS = Path(cryptography_vectors.__file__).parent
TREES = ("x509", "pkcs7", "pkcs12")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of one small CA: certificates, a personal file, PKCS #12, #7, a request, a list, a key."""
    place = tmp_path_factory.mktemp("cert")
    ca_key, key = pki.make_key("p-256"), pki.make_key("p-256")
    root = pki.self_signed_ca(
        ca_key, pki.CaProfile(pki.parse_dn("CN=Test CA"), 3650, 0), pki.random_serial(), NOW
    )
    leaf, other = (
        pki.personal_certificate(
            key.public_key(),
            pki.PersonalProfile(pki.parse_dn(f"CN={hosts[0]}"), hosts, days),
            root,
            ca_key,
            pki.random_serial(),
            NOW,
        )
        for hosts, days in ((("a.example.com",), 400), (("a.example.com", "b.example.com"), 800))
    )
    withdrawn = pki.revoke((), leaf, root, NOW)
    stranger = pki.self_signed_ca(
        key, pki.CaProfile(pki.parse_dn("CN=Stranger")), pki.random_serial(), NOW
    )
    from cryptography.hazmat.primitives.serialization import Encoding

    files = {
        "ca.pem": pki.ca_list_pem((root,)),
        "leaf.pem": pki.ca_list_pem((leaf,)),
        "leaf.der": pki.der(leaf),
        "other.pem": pki.ca_list_pem((other,)),
        "stranger.pem": pki.ca_list_pem((stranger,)),
        "both.p7b": pki.pkcs7((root, leaf), "der"),
        "personal.pem": pki.personal_pem(leaf, (), key, CANARY),
        "personal.p12": pki.pkcs12(leaf, key, (root,), "a", CANARY),
        "key.pem": pki.key_pem(key, CANARY),
        "list.crl": pki.crl(root, ca_key, withdrawn, 1, NOW).public_bytes(Encoding.PEM),
        "request.csr": pki.request(key, leaf.subject, ("a.example.com",)).public_bytes(
            Encoding.DER
        ),
        "zeros": b"\0" * 10_000_000,
        "cut.pem": pki.ca_list_pem((leaf,))[:300],
        "empty": b"",
        "noise": bytes(range(256)) * 40,
    }
    for name, data in files.items():
        (place / name).write_bytes(data)
    secret = place / "secret"
    secret.touch(0o600)
    secret.write_text(CANARY + "\n")
    return place


def invoke(*arguments: str | Path) -> Result:
    """Run a verb in this process; an exception that escapes fails the test."""
    done = CliRunner().invoke(command, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert CANARY not in done.output
    return done


def data(done: Result) -> dict[str, object]:
    found = json.loads(done.stdout)
    assert found["schema"] == 1
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("ca.pem", ["certificate"]),
        ("leaf.der", ["certificate"]),
        ("both.p7b", ["certificate", "certificate"]),
        ("personal.pem", ["certificate", "private key"]),
        ("personal.p12", ["PKCS #12 package", "private key", "certificate", "certificate"]),
        ("request.csr", ["certificate request"]),
        ("list.crl", ["revocation list"]),
        ("key.pem", ["private key"]),
    ],
)
def test_inspect_shows_every_object(folder: Path, name: str, kinds: list[str]) -> None:
    secret = f"file:{folder / 'secret'}"
    done = invoke("inspect", folder / name, "--passphrase", secret, "--json")
    assert done.exit_code == 0
    objects = data(done)["objects"]
    assert isinstance(objects, list)
    assert [entry["kind"] for entry in objects] == kinds
    text = invoke("inspect", folder / name, "--passphrase", secret)
    assert text.exit_code == 0
    assert text.stdout.count("\n   ") >= len(kinds)


@pytest.mark.parametrize("name", ["key.pem", "personal.p12"])
def test_a_key_is_named_and_never_shown(folder: Path, name: str) -> None:
    body = (folder / "key.pem").read_text().splitlines()[1]
    for arguments in ((), ("--passphrase", f"file:{folder / 'secret'}")):
        done = invoke("inspect", folder / name, *arguments)
        assert "key" in done.output
        assert body not in done.output


@pytest.mark.parametrize("verb", ["inspect", "lint"])
@pytest.mark.parametrize("name", ["zeros", "cut.pem", "empty", "noise"])
def test_anything_gives_a_sentence(folder: Path, verb: str, name: str) -> None:
    done = invoke(verb, folder / name)
    assert done.exit_code in {1, 3}
    assert done.output.strip().endswith(".")
    as_json = invoke(verb, folder / name, "--json")
    assert as_json.exit_code == done.exit_code
    assert data(as_json)


def test_a_wrong_passphrase_is_told(folder: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.touch(0o600)
    wrong.write_text("another\n")
    done = invoke("inspect", folder / "personal.p12", "--passphrase", f"file:{wrong}")
    assert done.exit_code == 1
    assert "does not open" in done.output
    corrected = f"It came from file:{wrong}: correct it there."
    assert corrected in done.output
    assert "keyboard" not in done.output
    for arguments in (("lint",), ("convert", "--to", "pem"), ("verify", "--ca", folder / "ca.pem")):
        verb, *more = arguments
        named = (folder / "personal.p12", "--passphrase", f"file:{wrong}")
        done = invoke(verb, *more, *named)
        assert corrected in done.output + done.stderr, verb
        assert "another" not in done.output + done.stderr


def test_a_passphrase_is_never_an_argument(folder: Path) -> None:
    done = CliRunner().invoke(
        command, ["inspect", str(folder / "personal.p12"), "--passphrase", CANARY]
    )
    assert done.exit_code == 2
    assert CANARY not in done.output


def vectors() -> Iterator[Path]:
    for tree in TREES:
        yield from (path for path in sorted((VECTORS / tree).rglob("*")) if path.is_file())


@pytest.mark.parametrize("tree", TREES)
def test_every_vector_is_inspected(tree: str) -> None:
    paths = [path for path in vectors() if path.relative_to(VECTORS).parts[0] == tree]
    assert len(paths) >= {"x509": 1700, "pkcs7": 10, "pkcs12": 30}[tree]
    for path in paths:
        done = invoke("inspect", path, "--json")
        assert done.exit_code in {0, 1}, path
        found = data(done)
        assert found["objects"] or found["findings"], path


def test_diff_tells_what_differs_by_meaning(folder: Path) -> None:
    same = invoke("diff", folder / "leaf.pem", folder / "leaf.der")
    assert same.exit_code == 0
    assert same.output.strip() == "They mean the same."
    done = invoke("diff", folder / "leaf.pem", folder / "other.pem", "--json")
    assert done.exit_code == 0
    changes = data(done)["changes"]
    assert isinstance(changes, list)
    texts = [change["text"] for change in changes]
    assert any("+ DNS:b.example.com" in text for text in texts)
    assert "public key unchanged" in texts
    unread = invoke("diff", folder / "leaf.pem", folder / "noise", "--json")
    assert unread.exit_code == 1
    assert data(unread)["findings"]


@pytest.mark.parametrize(
    ("options", "trusted", "codes"),
    [
        ((), True, ""),
        (("--purpose", "server", "--name", "a.example.com"), True, ""),
        (("--purpose", "client"), True, ""),
        (("--name", "b.example.com"), False, "speak"),
        (("--at", "2029-01-01"), False, "is not valid after"),
        (("--at", "2020-01-01"), False, "not valid before"),
    ],
)
def test_verify_gives_a_verdict_with_its_reasons(
    folder: Path, options: tuple[str, ...], trusted: bool, codes: str
) -> None:
    base = ("verify", folder / "leaf.pem", "--ca", folder / "ca.pem")
    when = () if "--at" in options else ("--at", "2026-12-01")
    done = invoke(*base, *options, *when, "--json")
    found = data(done)
    assert found["trusted"] is trusted
    assert done.exit_code == (0 if trusted else 1)
    assert found["explanation"]
    assert found["path"] == ["CN=a.example.com", "CN=Test CA"]
    text = invoke(*base, *options, *when)
    assert text.stdout.startswith("Trusted." if trusted else "Not trusted.")
    assert codes in text.output


def test_verify_reads_lists_and_refuses_strangers(folder: Path) -> None:
    at = ("--at", "2026-11-03")
    listed = invoke(
        "verify", folder / "leaf.pem", "--ca", folder / "ca.pem", "--crl", folder / "list.crl", *at
    )
    assert listed.exit_code == 1
    assert "revoked" in listed.output.lower() or "withdrawn" in listed.output.lower()
    stranger = invoke("verify", folder / "leaf.pem", "--ca", folder / "stranger.pem", *at)
    assert stranger.exit_code == 1


@pytest.mark.parametrize(
    ("option", "name", "said"),
    [
        ("--ca", "key.pem", "A certificate is expected, but this holds"),
        ("--crl", "ca.pem", "A revocation list is expected, but this holds: certificate"),
        ("--chain", "request.csr", "A certificate is expected"),
    ],
)
def test_verify_tells_a_file_of_another_kind(
    folder: Path, option: str, name: str, said: str
) -> None:
    cas = () if option == "--ca" else ("--ca", folder / "ca.pem")
    done = invoke("verify", folder / "leaf.pem", *cas, option, folder / name)
    assert done.exit_code == 3
    assert said in done.output


def test_lint_judges_by_role_and_platform(folder: Path) -> None:
    secret = ("--passphrase", f"file:{folder / 'secret'}", "--at", "2026-12-01")
    good = invoke("lint", folder / "personal.pem", "--platform", "linux", *secret, "--json")
    assert good.exit_code == 0, good.output
    found = data(good)
    assert isinstance(found["checks"], int)
    assert found["checks"] >= 40
    modern = invoke("lint", folder / "personal.p12", "--platform", "zos", *secret, "--json")
    assert data(modern)["findings"]
    swapped = invoke("lint", folder / "leaf.pem", "--role", "ca", *secret)
    assert swapped.exit_code == 1
    assert invoke("lint", folder / "ca.pem", "--role", "ca", *secret).exit_code == 0


def test_the_help_page_has_every_check_and_every_claimed_rule() -> None:
    listed = data(invoke("checks", "--json"))
    page = resources.text("help/certificate-checks.md")
    # written by `pwxwizard cert checks`
    assert page == reference()
    for part in ("checks", "validation"):
        rows = listed[part]
        assert isinstance(rows, list)
        assert all(f"**{row['code']}**" in page and row["source"] for row in rows)


def test_every_verb_of_the_group_has_an_example() -> None:
    assert isinstance(command, click.Group)
    for name, verb in command.commands.items():
        assert f"pwxwizard cert {name}" in (verb.help or ""), name


def test_a_process_ends_with_the_documented_codes(folder: Path, run: Run) -> None:
    assert run("cert", "inspect", folder / "leaf.pem").code == 0
    assert run("cert", "inspect", folder / "absent.pem").code == 2
    assert run("cert", "inspect", folder).code == 2
    assert run("cert", "verify", folder / "leaf.pem").code == 2
    refused = run("cert", "inspect", folder / "personal.p12", "--passphrase", "prompt")
    assert refused.code == 4
    assert "Traceback" not in refused.err
