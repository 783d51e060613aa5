"""Written files that changed since, on disk or in the project: seen, adopted or overwritten."""

import shutil
from pathlib import Path

from tests.cli.conftest import Run

FILE = "demo.pwx/artifacts/ETLCLIENT/ca-list.pem"


def test_drift_is_seen_in_both_directions_adopted_and_overwritten(
    finished: Path, run: Run, tmp_path: Path
) -> None:
    shutil.copytree(finished.parent, tmp_path / "demo", symlinks=True)
    project = tmp_path / "demo" / "demo.toml"
    file = project.parent / FILE
    assert run("drift", project, "--json").json["drift"] == []
    assert run("drift", project, "--adopt", FILE).code == 2
    written = file.read_bytes()
    file.write_bytes(written + b"# by hand\n")
    rows = {row["path"]: row["direction"] for row in run("drift", project, "--json").json["drift"]}
    assert rows[FILE] == "changed on disk"
    assert "written -> on disk" in run("drift", project).out
    assert run("drift", project, "--adopt", FILE).code == 0
    rows = {row["path"]: row["direction"] for row in run("drift", project, "--json").json["drift"]}
    assert FILE not in rows
    planned = {c["path"]: c["action"] for c in run("plan", project, "--json").json["changes"]}
    assert planned[FILE] == "keep"
    file.write_bytes(written + b"# again\n")
    done = run("drift", project, "--overwrite", FILE)
    assert done.code == 0, done.err
    assert file.read_bytes() == written
    text = project.read_text("utf-8")
    project.write_text(text.replace("port = 6001", "port = 6101"), "utf-8")
    rows = {row["path"]: row["direction"] for row in run("drift", project, "--json").json["drift"]}
    assert "changed in the project" in rows.values()
