"""Written files that changed since, and saved plans that became stale: seen, settled, told apart."""

import json
import shutil
from pathlib import Path

from pwxwizard import journal
from pwxwizard.cli import apply, drift, plan
from pwxwizard.world import digest
from tests.cli.calling import call

FILE = "demo.pwx/artifacts/ETLCLIENT/ca-list.pem"
LISTING = "demo.pwx/artifacts/ETLCLIENT/dbmover.cfg"


def drifted(project: Path) -> dict[str, str]:
    rows = call(drift.command, project, "--json").json["drift"]
    return {row["path"]: row["direction"] for row in rows}


def test_drift_is_seen_in_both_directions_adopted_and_overwritten(
    finished: Path, tmp_path: Path
) -> None:
    shutil.copytree(finished.parent, tmp_path / "demo", symlinks=True)
    project = tmp_path / "demo" / "demo.toml"
    file, listing = project.parent / FILE, project.parent / LISTING
    assert drifted(project) == {}
    assert call(drift.command, project, "--adopt", FILE).code == 2
    assert call(drift.command, project, "--overwrite", FILE).code == 2
    written = file.read_bytes()
    file.write_bytes(written + b"# by hand\n")
    assert drifted(project) == {FILE: "changed on disk"}
    assert "written -> on disk" in call(drift.command, project).out
    assert call(drift.command, project, "--adopt", FILE).code == 0
    assert FILE not in drifted(project)
    last = journal.history(project.parent / "demo.pwx")[-1]
    assert (last.kind, last.details[FILE]) == ("adoption", digest(file.read_bytes()))
    assert journal.check(project.parent / "demo.pwx") == ()
    planned = call(plan.command, project, "--json").json["changes"]
    assert {c["path"]: c["action"] for c in planned}[FILE] == "keep"
    file.write_bytes(written + b"# again\n")
    saved = tmp_path / "a.plan"
    assert call(plan.command, project, "--out", saved).code == 0
    assert "Nothing changed since" in call(plan.command, project, "--show", saved).out
    done = call(drift.command, project, "--overwrite", FILE)
    assert done.code == 0, done.err
    assert file.read_bytes() == written
    listing.write_bytes(listing.read_bytes() + b"/* by hand */\n")
    text = project.read_text("utf-8")
    project.write_text(text.replace("port = 6001", "port = 6101"), "utf-8")
    assert drifted(project)[LISTING] == "changed on disk and in the project"
    said = call(drift.command, project).out
    assert f"{LISTING}: changed on disk, and planned otherwise" in said
    assert "DBMOVER: planned otherwise" in said
    three = call(drift.command, project).out.split(f"{LISTING}: ")[1]
    assert "/* by hand */" in three.split("written -> planned")[0]
    assert "6101" in three.split("written -> planned")[1]
    stale = call(plan.command, project, "--show", saved)
    assert stale.code == 1
    assert f"change {FILE}" in stale.out
    assert "stale: the project's answers changed since it was made" in stale.out
    refused = call(apply.command, project, "--plan", saved)
    assert refused.code == 4
    assert "--show" in refused.err
    assert call(plan.command, project, "--show", project).code == 2
    assert (
        json.loads(saved.read_text())["id"]
        == call(plan.command, project, "--show", saved, "--json").json["id"]
    )
