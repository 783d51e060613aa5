"""`check.py` of a folder for hosts without a network: is Python new enough, and every file what was built?"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - any Python may be asked to run this
    sys.exit("pwxwizard needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")

import hashlib
import importlib.util
from pathlib import Path

HERE = Path(__file__).resolve().parent


def problems() -> list[str]:
    """Return what is wrong with the folder, a sentence each."""
    try:
        lines = (HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return ["SHA256SUMS is missing or cannot be read."]
    told = {name: known for known, _, name in (line.partition("  ") for line in lines)}
    found = []
    for name, known in told.items():
        try:
            data = (HERE / name).read_bytes()
        except OSError:
            found.append(f"{name} is missing or cannot be read.")
            continue
        if hashlib.sha256(data).hexdigest() != known:
            found.append(f"{name} is damaged or was changed.")
    for path in sorted((HERE / "wheels").glob("*.whl")):
        name = path.relative_to(HERE).as_posix()
        if name not in told:
            found.append(f"{name} does not belong here.")
    return found


def main() -> None:
    """Say what is wrong and end with 1, or say nothing."""
    found = problems()
    if found:
        sys.exit("\n".join(["pwxwizard: " + one for one in found] + ["Copy the folder again."]))
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            "pwxwizard: this Python cannot make environments; install python3-venv, or use the .pyz."
        )


main()
