"""The README's pictures show the wizard as it is now."""

import re
from pathlib import Path

import pytest

from pwxwizard import resources
from screens import pictures


def words(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.parametrize("name", pictures.PICTURES)
async def test_a_picture_is_what_the_wizard_draws(name: str) -> None:
    kept = words(resources.text(f"pictures/{name}.svg"))
    assert len(kept) > 20
    assert words(await pictures.picture(pictures.PICTURES[name])) == kept, (
        "Make the pictures again: python -m screens.pictures assets/pictures"
    )


def test_the_readme_shows_every_picture() -> None:
    readme = Path("README.md").read_text(encoding="utf-8")
    for name in pictures.PICTURES:
        assert f"assets/pictures/{name}.svg" in readme
