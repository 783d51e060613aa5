"""Build what a machine without a network installs from: wheels with digests, scripts, one file, SBOM.

    .venv/bin/pip install -q build && .venv/bin/python .ci/offline.py dist/offline

The versions and digests are those of `.ci/lock.txt`. Wheels are taken for this platform and every
Python named below, so one folder and one `.pyz` serve them all. An older C library is served by
`--platform manylinux2014_x86_64`, which stops where a package has no such wheel; other systems: run
it there.
"""

import argparse
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import uuid
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

from packaging.requirements import Requirement

HERE = Path(__file__).resolve().parent
PYTHONS = ("3.11", "3.12", "3.13")
PROGRAM = "pwxwizard"
SH = """#!/bin/sh
# Install pwxwizard without a network: sh install.sh [FOLDER], by default pwxwizard-env
set -eu
target=${1:-pwxwizard-env}
case $target in /*) ;; *) target=$PWD/$target ;; esac
cd "$(dirname "$0")"
python=${PYTHON:-python3}
"$python" check.py
"$python" -m venv "$target"
"$target/bin/pip" install --quiet --no-index --find-links wheels --require-hashes -r requirements.txt
"$target/bin/pwxwizard" --version
"""
CMD = """@echo off\r
rem Install pwxwizard without a network: install.cmd [FOLDER]. Never tried on Windows; the folder\r
rem must have been built on Windows, because compiled wheels fit one platform only.\r
setlocal\r
set "TARGET=%~f1"\r
if "%~1"=="" set "TARGET=%CD%\\pwxwizard-env"\r
cd /d "%~dp0"\r
py -3 check.py || exit /b 1\r
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


def told_by(wheel: Path) -> Message:
    """Return a wheel's own description."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode())


def plain(package: str) -> str:
    """Return a package's name as indexes spell it."""
    return re.sub(r"[-_.]+", "-", package).lower()


def graph(wheels: list[Path]) -> dict[str, set[str]]:
    """Return what each package needs on this platform with any Python named above, extras too."""
    wanted = {
        plain(told["Name"]): told.get_all("Requires-Dist", []) for told in map(told_by, wheels)
    }
    needs: dict[str, set[str]] = {package: set() for package in wanted}
    asked, seen = [(PROGRAM, "")], set()
    while asked:
        package, extra = asked.pop()
        if (package, extra) in seen:
            continue
        seen.add((package, extra))
        for one in map(Requirement, wanted[package]):
            where = [{"python_version": version, "extra": extra} for version in PYTHONS]
            if one.marker is None or any(map(one.marker.evaluate, where)):
                needs[package].add(plain(one.name))
                asked += [(plain(one.name), more) for more in ("", *one.extras)]
    return needs


def component(wheel: Path) -> dict[str, object]:
    """Return a wheel as a component of a CycloneDX bill of materials."""
    told = told_by(wheel)
    package = plain(told["Name"])
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
    needs = graph(wheels)
    seed = "".join(digest(wheel) for wheel in wheels)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, seed)}",
        "version": 1,
        "metadata": {"component": {**own, "type": "application"}},
        "components": rest,
        "dependencies": [
            {
                "ref": part["bom-ref"],
                "dependsOn": [
                    one["bom-ref"] for one in parts if one["name"] in needs[str(part["name"])]
                ],
            }
            for part in parts
        ],
    }


HEAD = (
    "#!/usr/bin/env python3\n"
    "# coding: The-file-is-damaged.-Copy-it-again-and-compare-it-with-SHA256SUMS.\n"
    "# {}\n"
)
"""What stands before the archive, with the digest of the archive. Python reads the second line only where the archive's end is missing and
it takes the file for a script: the name of a coding that does not exist is then what it complains of."""


def single_file(wheels: list[Path], target: Path) -> None:
    """Write one file that holds every wheel and starts the program; same wheels, same bytes."""
    parts: dict[str, tuple[bytes, int]] = {"__main__.py": ((HERE / "start.py").read_bytes(), 0o644)}
    for wheel in wheels:
        # Compiled modules carry their Python's tag in their names, so that one tree can hold them all.
        with zipfile.ZipFile(wheel) as archive:
            for entry in archive.infolist():
                if not entry.is_dir() and ".data/scripts/" not in entry.filename:
                    parts[entry.filename] = (archive.read(entry), entry.external_attr >> 16)
    packed = io.BytesIO()
    head = len(HEAD.format("0" * 64))
    packed.write(b" " * head)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, (data, mode) in sorted(parts.items()):
            entry = zipfile.ZipInfo(name)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, mode << 16
            archive.writestr(entry, data)
    body = packed.getvalue()[head:]
    target.write_bytes(HEAD.format(hashlib.sha256(body).hexdigest()).encode() + body)
    target.chmod(0o755)


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
    shutil.copyfile(HERE / "whole.py", folder / "check.py")
    (folder / "install.sh").write_text(SH)
    (folder / "install.cmd").write_bytes(CMD.encode())
    every = sorted(wheels.glob("*.whl"))
    (folder / "sbom.cdx.json").write_text(json.dumps(bill(every), indent=1) + "\n")

    single_file(every, folder / f"{PROGRAM}.pyz")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = "".join(f"{digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)
    (folder / "SHA256SUMS").write_text(sums)


if __name__ == "__main__":
    main()
