"""Saving certificates in another wrapping, to a new file only."""

import contextlib
from pathlib import Path

from pwxwizard import pki
from pwxwizard.effects import REAL, Effects, stage
from pwxwizard.errors import RefusedError, UsageError

_MODE = 0o644
"""Certificates are public."""

_ENDINGS = {
    ".pem": pki.Wrapping.PEM,
    ".cer": pki.Wrapping.DER,
    ".der": pki.Wrapping.DER,
    ".p7b": pki.Wrapping.P7B,
    ".p7c": pki.Wrapping.P7B,
}


def save_as(
    data: bytes, path: Path, passphrase: str | None = None, *, effects: Effects = REAL
) -> None:
    """Write the certificates of a file to a new one, in the wrapping that its ending says.

    Args:
        data: a file of any form that holds certificates; keys in it are left out.
        path: the new file.
        passphrase: opens a PKCS #12 package.
        effects: changes the file system.

    Raises:
        UsageError: the ending says nothing, or the file cannot be written there.
        UnreadableError: there are no certificates to be had.
        RefusedError: something is in its place.
    """
    form = _ENDINGS.get(path.suffix.lower())
    if form is None:
        raise UsageError(
            "The name does not say which wrapping is wanted.",
            fix=f"Let it end with one of: {', '.join(_ENDINGS)}.",
            where=str(path),
        )
    made = pki.wrapped(pki.load_certificates(data, passphrase), form)
    try:
        stage(effects, path, made, _MODE)
        effects.sync_folder(path.parent)
    except FileExistsError as error:
        raise RefusedError(
            "Something is there already.", fix="Name a new file.", where=str(path)
        ) from error
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        with contextlib.suppress(OSError, ValueError):
            effects.unlink(path)
        raise UsageError(
            f"The file cannot be written: {reason}.",
            fix="Name a file in a folder that you can write to.",
            where=str(path),
        ) from error
