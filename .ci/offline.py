"""Build what a machine without a network installs from: wheels with digests, scripts, one file, SBOM.

    .venv/bin/pip install -q build shiv && .venv/bin/python .ci/offline.py dist/offline

The versions and digests are those of `.ci/lock.txt`. Wheels are taken for this platform and every
Python named below, so one folder and one `.pyz` serve them all. An older C library is served by
`--platform manylinux2014_x86_64`, which stops where a package has no such wheel; other systems: run
it there.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import uuid
import zipfile
from email.parser import Parser
from pathlib import Path

HERE = Path(__file__).resolve().parent
PYTHONS = ("3.11", "3.12", "3.13")
PROGRAM = "pwxwizard"
SH = """#!/bin/sh
# Install pwxwizard without a network: sh install.sh [FOLDER], by default ./pwxwizard-env
set -eu
cd "$(dirname "$0")"
target=${1:-pwxwizard-env}
"${PYTHON:-python3}" -m venv "$target"
"$target/bin/pip" install --quiet --no-index --find-links wheels --require-hashes -r requirements.txt
"$target/bin/pwxwizard" --version
"""
CMD = """@echo off\r
rem Install pwxwizard without a network: install.cmd [FOLDER]. Never tried on Windows; the folder\r
rem must have been built on Windows, because compiled wheels fit one platform only.\r
setlocal\r
cd /d "%~dp0"\r
set "TARGET=%~1"\r
if "%TARGET%"=="" set "TARGET=pwxwizard-env"\r
py -3 -m venv "%TARGET%" || exit /b 1\r
"%TARGET%\\Scripts\\pip" install --quiet --no-index --find-links wheels --require-hashes -r requirements.txt || exit /b 1\r
"%TARGET%\\Scripts\\pwxwizard" --version\r
"""


def run(*arguments: str | Path) -> None:
    """Run a program; its failure ends this one."""
    # The epoch makes two builds the same, octet for octet.
    environment = {"SOURCE_DATE_EPOCH": "1580601600", **os.environ}
    subprocess.run([str(one) for one in arguments], check=True, env=environment)  # noqa: S603


def digest(path: Path) -> str:
    """Return a file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def component(wheel: Path) -> dict[str, object]:
    """Return a wheel as a component of a CycloneDX bill of materials."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        told = Parser().parsestr(archive.read(name).decode())
    package = re.sub(r"[-_.]+", "-", told["Name"]).lower()
    licence = told["License-Expression"]
    named = [one.split(" :: ")[-1] for one in told.get_all("Classifier", []) if "License ::" in one]
    stated = (
        [{"expression": licence}]
        if licence
        else [{"license": {"name": one}} for one in named or [told["License"] or "not stated"]]
    )
    return {
        "type": "library",
        "bom-ref": wheel.name,
        "name": package,
        "version": told["Version"],
        "purl": f"pkg:pypi/{package}@{told['Version']}",
        "hashes": [{"alg": "SHA-256", "content": digest(wheel)}],
        "licenses": stated,
    }


def bill(wheels: list[Path]) -> dict[str, object]:
    """Return the bill of materials of a folder of wheels; same wheels, same bill."""
    parts = [component(wheel) for wheel in wheels]
    own = next(part for part in parts if part["name"] == PROGRAM)
    rest = [part for part in parts if part is not own]
    seed = "".join(digest(wheel) for wheel in wheels)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, seed)}",
        "version": 1,
        "metadata": {"component": {**own, "type": "application"}},
        "components": rest,
        "dependencies": [{"ref": own["bom-ref"], "dependsOn": [part["bom-ref"] for part in rest]}],
    }


def main() -> None:
    """Build the folder."""
    parser = argparse.ArgumentParser(description="Build what is installed without a network.")
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--platform",
        action="append",
        default=[],
        help="take wheels of this tag, such as manylinux2014_x86_64 for an older C library; "
        "may be given more than once",
    )
    asked = parser.parse_args()
    folder: Path = asked.folder.resolve()
    platforms = [word for one in asked.platform for word in ("--platform", one)]
    wheels, lock = folder / "wheels", HERE / "lock.txt"
    folder.mkdir(parents=True)
    for version in PYTHONS:
        run(
            sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps",
            "--only-binary", ":all:", "--python-version", version, *platforms, "-r", lock,
            "-d", wheels,
        )  # fmt: skip
    run(sys.executable, "-m", "build", "--wheel", "--outdir", wheels, HERE.parent)
    own = next(wheels.glob(f"{PROGRAM}-*.whl"))
    requirement = f"{PROGRAM}=={own.name.split('-')[1]} --hash=sha256:{digest(own)}\n"
    (folder / "requirements.txt").write_text(lock.read_text() + requirement)
    (folder / "install.sh").write_text(SH)
    (folder / "install.cmd").write_bytes(CMD.encode())
    every = sorted(wheels.glob("*.whl"))
    (folder / "sbom.cdx.json").write_text(json.dumps(bill(every), indent=1) + "\n")

    # Compiled modules carry their Python's tag in their names, so that one tree can hold them all.
    tree = folder / "tree"
    for wheel in every:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(tree)
    run(
        sys.executable, "-m", "shiv", "--site-packages", tree, "--reproducible", "--no-modify",
        "--compressed", "-p", "/usr/bin/env python3", "-e", "pwxwizard.__main__:main",
        "-o", folder / f"{PROGRAM}.pyz",
    )  # fmt: skip
    for path in sorted(tree.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    tree.rmdir()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = "".join(f"{digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)
    (folder / "SHA256SUMS").write_text(sums)


if __name__ == "__main__":
    main()
