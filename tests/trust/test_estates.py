"""Prediction equals rehearsal over whole estates of files, asked through `trust` and `rehearse`.

`PWX_ESTATES=2000` in the environment sets how many generated estates are tried.
"""

import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pwxwizard.cli import explain, ping, rehearse, trust
from tests.cli.calling import call
from tests.trust.generated import PASSPHRASE, SOURCE, Estate, generated

ESTATES = int(os.environ.get("PWX_ESTATES", "30"))
SAME = ("protocol", "suite", "server_authenticated", "client_authenticated")


def laid_out(estate: Estate, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    for path, data in estate.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    project = folder / "p.toml"
    project.write_text(estate.project)
    return project


def compared(estate: Estate, predicted: dict[str, Any], rehearsed: dict[str, Any]) -> None:
    """Check that one connection went as predicted, or could not be tried for the right reason."""
    codes = {one["code"] for one in rehearsed["findings"]}
    gaps = [one["code"] for one in predicted["reasons"] if one["kind"] == "gap"]
    ends = predicted["connection"].replace("->", ".").split(".")[:2]
    keys = {estate.keys[name] for name in ends if name in estate.keys}
    assert rehearsed["predicted"] == predicted["verdict"]
    if rehearsed["outcome"] == "not rehearsed":
        assert codes == {*gaps, "VER003"} if gaps else codes and codes <= keys
        return
    assert not codes
    if predicted["verdict"] == "fails":
        assert rehearsed["outcome"] == "failed"
        return
    assert rehearsed["outcome"] == "succeeded"
    assert [rehearsed[key] for key in SAME] == [predicted[key] for key in SAME]


def test_prediction_equals_rehearsal_over_estates_of_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SOURCE, PASSPHRASE)
    seen: Counter[str] = Counter()
    for number in range(ESTATES):
        estate = generated(number)
        project = laid_out(estate, tmp_path / "estate")
        at = f"--at={estate.at:%Y-%m-%dT%H:%M:%S}"
        predicted = call(trust.command, project, at, "--json").json["connections"]
        rehearsed = call(rehearse.command, project, at, "--json").json["connections"]
        assert [one["connection"] for one in rehearsed] == [one["connection"] for one in predicted]
        for ahead, really in zip(predicted, rehearsed, strict=True):
            try:
                compared(estate, ahead, really)
            except AssertionError as problem:
                raise AssertionError(f"estate {number}: {ahead} {really}") from problem
            seen[ahead["verdict"]] += 1
            seen[really["outcome"]] += 1
            seen.update({one["code"] for one in ahead["reasons"]})

    assert {"works", "works-without-authentication", "fails", "unknown"} <= set(seen)
    assert {"succeeded", "failed", "not rehearsed"} <= set(seen)
    assert len([code for code in seen if code.startswith("TRU1")]) >= 12


def test_a_rehearsal_of_another_day_is_no_evidence(tmp_path: Path) -> None:
    project = laid_out(generated(0), tmp_path / "estate")
    before = project.read_bytes()
    refused = call(rehearse.command, project, "--at", "2030-06-01", "--record")

    assert refused.code == 2
    assert "no evidence for today" in refused.err
    assert project.read_bytes() == before


@pytest.mark.parametrize("typed", [b"\xff\xfe\x00", b"\x80\x81 rubbish", b"\x00" * 99, b""])
def test_octets_that_are_no_text_are_judged_and_not_fallen_over(
    tmp_path: Path, typed: bytes
) -> None:
    estate = generated(0)
    project = laid_out(estate, tmp_path / "estate")
    name = call(ping.command, project, "--json").json["pings"][0]["connection"]
    judged = call(
        ping.command, project, "--connection", name, "--output", "-", "--json", typed=typed
    )
    explained = call(explain.command, "-", typed=typed)

    assert (judged.code, judged.json["pings"][0]["verdict"]) == (1, "unclear")
    assert explained.code == 1
