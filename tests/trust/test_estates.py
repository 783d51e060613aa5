"""Prediction equals rehearsal over whole estates of files, asked through `trust` and `rehearse`.

`PWX_ESTATES=2000` in the environment sets how many generated estates are tried.
"""

import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pwxwizard.cli import rehearse, trust
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
