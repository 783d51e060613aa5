"""Check what the locks name: digests, unbroken files, licences that may be used, no version known to be bad.

    PYTHON .ci/supply.py          where PYTHON's environment was installed from `.ci/lock-test.txt`

Bad versions are those of `.ci/advisories.toml`, for the locks and for the oldest versions allowed. That is no
look-up of what is known today: that needs a network service.
"""

import base64
import hashlib
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.version import Version

HERE = Path(__file__).resolve().parent
ALLOWED = re.compile(
    r"MIT|MIT License|MIT-0|BSD|BSD License|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|Apache Software License|ISC"
    r"|ISC License \(ISCL\)|PSF-2\.0|MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)"
)
ONLY_RUN = {"ansible-core": "the tests run it as a program on what was generated; never shipped"}
"""Packages under a licence that a dependency of the program may not have, and why they are here."""


def locked(name: str) -> dict[str, tuple[list[str], str]]:
    """Return each package of a lock with its versions and all of its entries."""
    entries = re.split(r"\n(?=[a-z0-9])", (HERE / name).read_text())
    found: dict[str, tuple[list[str], str]] = {}
    for entry in entries:
        if match := re.match(r"([a-z0-9._-]+)==(\S+)", entry):
            versions, text = found.get(match[1], ([], ""))
            found[match[1]] = ([*versions, match[2]], text + entry)
            if "--hash=sha256:" not in entry:
                sys.exit(f"{name}: {match[1]} has no digest. Run .ci/relock.")
    return found


def licences(told: metadata.PackageMetadata) -> list[str]:
    """Return the licences that a package may be used under, by its own words."""
    if expression := told["License-Expression"]:
        return [str(one) for one in re.split(r" OR ", expression)]
    named = [one.split(" :: ")[-1] for one in told.get_all("Classifier", []) if "License ::" in one]
    return named or re.split(r" OR ", told["License"] or "")


def broken(distribution: metadata.Distribution) -> list[str]:
    """Return the installed files that are not what the package's own record says."""
    wrong = []
    for file in distribution.files or ():
        if file.hash is None or str(file).startswith("../"):
            continue  # scripts are written for the place of installation
        digest = hashlib.new(file.hash.mode, Path(str(file.locate())).read_bytes()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
            wrong.append(str(file))
    return wrong


def bad_versions() -> list[str]:
    """Return what the locks, and the oldest versions allowed, have of versions with known faults."""
    known = tomllib.loads((HERE / "advisories.toml").read_text())
    told = known.pop("read")
    found = []
    for lock in ("lock.txt", "lock-test.txt", "oldest.txt"):
        pinned = re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", (HERE / lock).read_text(), re.MULTILINE)
        found += [
            f"{lock}: {name} {version} has {', '.join(known[name]['advisories'])}, mended in "
            f"{known[name]['fixed']} (as read on {told})"
            for name, version in pinned
            if name in known and Version(version) < Version(known[name]["fixed"])
        ]
    return found


def main() -> None:
    """Check everything; the first exit names all that is wrong."""
    shipped, every = locked("lock.txt"), locked("lock-test.txt")
    wrong = [f"{name} is in lock.txt but not in lock-test.txt" for name in shipped.keys() - every]
    seen = 0
    for name, (versions, text) in sorted(every.items()):
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            if " ; " not in text:
                wrong.append(f"{name} is not installed")
            continue
        seen += 1
        if distribution.version not in versions:
            wrong.append(f"{name} is {distribution.version}, locked is {' or '.join(versions)}")
        wrong += [f"{name}: {file} was changed" for file in broken(distribution)]
        under = licences(distribution.metadata)
        if any(ALLOWED.fullmatch(one) for one in under):
            continue
        if name in shipped or name not in ONLY_RUN:
            wrong.append(f"{name} is under {' or '.join(under) or 'no licence it names'}")
    wrong += bad_versions()
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{seen} locked packages: digests, files, licences and versions are in order.")  # noqa: T201


if __name__ == "__main__":
    main()
