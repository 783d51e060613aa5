"""Files that this tool never wrote are recognised by their content and looked at."""

from pathlib import Path

from tests.cli.conftest import Run


def test_a_folder_of_foreign_files_is_recognised(finished: Path, run: Run) -> None:
    done = run("review", "in", "demo.pwx/artifacts/INTSVC", "--json", cwd=finished.parent)
    kinds = {row["path"]: row["kind"] for row in done.json["files"]}
    assert kinds["in/zos1/DBMOVER"] == "dbmover"
    assert kinds["in/zos1/pagent_ttls.conf"] == "at-tls"
    assert kinds["demo.pwx/artifacts/INTSVC/personal.pem"] == "certificates"
    assert kinds["demo.pwx/artifacts/INTSVC/MANIFEST.txt"] == "unknown"
    facts = {row["path"]: row["facts"] for row in done.json["files"]}
    assert "listener node1, port 2480" in facts["in/zos1/DBMOVER"]
    assert "rule TN3270_SECURE, priority 200" in facts["in/zos1/pagent_ttls.conf"]
    assert done.code == 0


def test_a_faulty_foreign_policy_fails_the_review(run: Run, tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    policy.write_text("TTLSRule lonely\n{\n  Direction Inbound\n")
    done = run("review", policy)
    assert done.code == 1
    assert str(policy) in done.out


def test_nonsense_is_told_and_never_fails(run: Run, tmp_path: Path) -> None:
    zeros, nothing = tmp_path / "zeros", tmp_path / "nothing"
    zeros.write_bytes(bytes(10_000_000))
    nothing.write_bytes(b"")
    done = run("review", zeros, nothing, "--json")
    assert [row["kind"] for row in done.json["files"]] == ["unknown", "unknown"]
    assert run("review", tmp_path / "absent").code == 2
