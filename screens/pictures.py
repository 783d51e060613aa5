"""The pictures of the documents, made by the wizard itself: `python -m screens.pictures FOLDER`."""

import asyncio
import sys
import tempfile
from pathlib import Path

from textual.pilot import Pilot

from pwxwizard import demo
from screens.app import PwxWizardApp
from screens.opening import session
from screens.passphrases import Passphrases

PICTURES = {
    "wizard": ("slash", *"dbmover/intsvc", "enter"),
    "preview": ("f2", *["down"] * 23),
}
"""Each picture and the keys that lead to what it shows."""

_KEYS = {"/": "slash", "-": "minus"}


async def picture(keys: tuple[str, ...]) -> str:
    """Return what the wizard shows on the sample estate after some keys, as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        passphrases = Passphrases()
        workspace = session(demo.lay_out(Path(folder) / "demo"), passphrases)
        app = PwxWizardApp(workspace, passphrases=passphrases)
        async with app.run_test(size=(80, 24)) as pilot:
            await _settled(pilot)
            for key in keys:
                await pilot.press(_KEYS.get(key, key))
                await _settled(pilot)
            return app.export_screenshot(title="pwxwizard", simplify=True)


async def _settled(pilot: Pilot[None]) -> None:
    for delay in (None, 0.1, None):
        await pilot.pause(delay)
        await pilot.app.workers.wait_for_complete()


def main() -> None:
    """Write every picture into the folder that is named."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, keys in PICTURES.items():
        drawn = asyncio.run(picture(keys))
        (folder / f"{name}.svg").write_text(drawn, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
