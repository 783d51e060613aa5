"""Choosing several names in an order: the cipher suites of both worlds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from screens.choice import SeveralDialog
from tests.screens.conftest import press, settled, text_of, write
from tests.screens.standing import answered, standing_at

SUITES = ("machine", "ZOS1", "at_tls", "suites")
LIST = ("machine", "WINNAV", "tls", "cipher_list")
FIRST, SECOND, THIRD = (
    "TLS_AES_256_GCM_SHA384",
    "TLS_AES_128_GCM_SHA256",
    "TLS_CHACHA20_POLY1305_SHA256",
)


@asynccontextmanager
async def offered(sample: Path, item: str, key: str, typed: str) -> AsyncIterator[Pilot[Any]]:
    """Stand before the list of a question in whose line something is typed."""
    async with standing_at(sample, item, key) as (pilot, line):
        line.value = typed
        await press(pilot, "ctrl+o")
        assert isinstance(pilot.app.screen, SeveralDialog)
        yield pilot


async def test_suites_are_taken_left_and_put_in_order(sample: Path) -> None:
    async with offered(sample, "at-tls/ZOS1", "at_tls.suites", "") as pilot:
        assert f" 1   {FIRST}" in text_of(pilot.app)
        await press(pilot, "down", "plus", "down", "down", "space", "enter")
        taken = answered(sample, *SUITES)
    assert isinstance(taken, list)
    assert taken[:2] == [SECOND, FIRST]
    assert THIRD not in taken
    assert len(taken) > 2


async def test_what_is_taken_last_comes_last(sample: Path) -> None:
    async with offered(sample, "at-tls/ZOS1", "at_tls.suites", SECOND) as pilot:
        await press(pilot, "down", "space", "minus", "plus", "plus", "minus", "enter")
        assert answered(sample, *SUITES) == [SECOND, FIRST]


async def test_what_was_typed_and_is_not_offered_stays(sample: Path) -> None:
    async with offered(sample, "dbmover/WINNAV", "tls.cipher_list", "HIGH:!aNULL") as pilot:
        assert " 2   !aNULL" in text_of(pilot.app)
        await press(pilot, "down", "down", "space", "enter")
        assert answered(sample, *LIST) == "HIGH:!aNULL:ECDHE-RSA-AES256-GCM-SHA384"


@pytest.mark.parametrize("keys", [("escape",), ("enter",), ("space", "space", "enter")])
async def test_a_default_that_is_left_as_it_is_stays_a_default(
    sample: Path, keys: tuple[str, ...]
) -> None:
    async with offered(sample, "dbmover/WINNAV", "tls.cipher_list", "") as pilot:
        await press(pilot, *keys, "tab")
        assert answered(sample, *LIST) == {}


async def test_the_last_name_is_completed_by_what_is_not_taken_yet(sample: Path) -> None:
    async with standing_at(sample, "at-tls/ZOS1", "at_tls.suites") as (pilot, line):
        line.value = ""
        await write(pilot, f"{FIRST}, TLS_A")
        await settled(pilot)
        await press(pilot, "right", "tab")
        assert answered(sample, *SUITES) == [FIRST, SECOND]


async def test_a_row_goes_where_its_suite_goes_and_the_chosen_order_is_seen(sample: Path) -> None:
    async with offered(sample, "at-tls/ZOS1", "at_tls.suites", "") as pilot:
        await press(pilot, "minus", "minus")
        lines = [line for line in text_of(pilot.app).splitlines() if "TLS_" in line]
        assert [line.split()[2] for line in lines[:3]] == [SECOND, THIRD, FIRST]
        await press(pilot, "enter")
        assert f"{SECOND}, TLS_CH" in text_of(pilot.app)
