"""An AT-TLS policy on the screen: rules, settings, findings with their lines, and the simulator."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input, Static

from screens.inspecting import Sheet
from screens.lists import Rows
from screens.policy import PolicyScreen
from screens.policy_text import PolicyText, PolicyTextScreen
from screens.simulator import SimulatorScreen
from screens.work import WorkScreen
from tests.screens.conftest import press, reviewer, settled, text_of, write

Compare = Callable[..., bool]


def column(screen: PolicyScreen | PolicyTextScreen, table: str, number: int) -> list[str]:
    """Return one column of a table."""
    rows = screen.query_one(table, Rows)
    return [str(rows.get_row_at(row)[number]) for row in range(rows.row_count)]


def answer(screen: SimulatorScreen) -> str:
    """Return what the simulator says."""
    return str(screen.query_one(Sheet).query_one(Static).content)


async def policy(pilot: Pilot[Any]) -> PolicyScreen:
    """Open the policy of the z/OS machine from the main screen."""
    await settled(pilot)
    work = pilot.app.screen
    assert isinstance(work, WorkScreen)
    await work.go_to("at-tls/ZOS1")
    await press(pilot, "f9")
    assert isinstance(pilot.app.screen, PolicyScreen)
    return pilot.app.screen


async def test_rules_stand_in_the_order_in_which_they_win_and_ours_are_marked(
    finished: Path,
) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await policy(pilot)
        assert column(screen, "#rules", 2) == [
            "PWX_zossec",
            "TN3270_SECURE",
            "FTP_Server~1",
            "OUT_ANY_LDAP",
        ]
        assert column(screen, "#rules", 1) == ["■ ours", "theirs", "theirs", "theirs"]
        await press(pilot, "v")
        assert column(screen, "#rules", 2) == ["TN3270_SECURE", "FTP_Server~1", "OUT_ANY_LDAP"]
        assert "as it is" in text_of(app)


async def test_defaults_are_hidden_until_they_are_wanted(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await policy(pilot)
        assert "FIPS140" not in column(screen, "#settings", 0)
        assert not any("default" in origin for origin in column(screen, "#settings", 2))
        await press(pilot, "z")
        at = column(screen, "#settings", 0).index("FIPS140")
        assert column(screen, "#settings", 1)[at] == "Off"
        assert column(screen, "#settings", 2)[at] == "default of z/OS 2.5"


async def test_a_setting_leads_to_its_line(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await policy(pilot)
        row = column(screen, "#settings", 0).index("Keyring")
        await press(pilot, "enter")
        screen.query_one("#settings", Rows).move_cursor(row=row)
        await press(pilot, "enter")
        text = app.screen.query_one(PolicyText)
        line, _ = text.cursor_location
        assert text.document.get_line(line).split() == ["Keyring", "PWXSTC/PWXRING"]
        await press(pilot, "escape")
        assert app.screen is screen


async def test_a_finding_leads_to_its_line(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await policy(pilot)
        await press(pilot, "f")
        screen = app.screen
        assert isinstance(screen, PolicyTextScreen)
        assert column(screen, "#policy-findings", 1)[0] == "ATT070"
        await press(pilot, "enter")
        text = screen.query_one(PolicyText)
        assert text.has_focus
        line, _ = text.cursor_location
        assert text.document.get_line(line).split()[-1] == "env_tn3270"
        before = text.text
        await press(pilot, "x", "delete")
        assert text.text == before
        await press(pilot, "escape", "down")
        assert text.cursor_location[0] == 8


async def test_a_password_in_the_policy_is_not_shown(finished: Path) -> None:
    source = finished.parent / "in" / "zos1" / "pagent_ttls.conf"
    text = source.read_bytes()
    ring = next(line for line in text.splitlines() if b"TNRING" in line)
    source.write_bytes(text.replace(ring, ring + b"\n    KeyringPw  HushHush1"))
    app = reviewer(finished)
    async with app.run_test(size=(120, 40)) as pilot:
        await policy(pilot)
        await press(pilot, "v", "f")
        shown = app.screen.query_one(PolicyText).text
        assert "KeyringPw  ********" in shown
        assert "HushHush1" not in shown + text_of(app)


async def test_the_simulator_names_the_winner_as_one_types(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await policy(pilot)
        await press(pilot, "s")
        screen = app.screen
        assert isinstance(screen, SimulatorScreen)
        assert screen.query_one("#job", Input).value == "PWXLST"
        assert "PWX_zossec  (ours)" in answer(screen)
        assert "a valid client certificate is required" in answer(screen)
        await press(pilot, "enter", "ctrl+u")
        assert "Local port: write a number from 1 to 65535." in answer(screen)
        await write(pilot, "2480")
        assert "No rule matches" in answer(screen)
        assert "! clear text" in answer(screen)
        await press(pilot, "up", "ctrl+u", "down", "ctrl+u")
        await write(pilot, "992")
        assert "TN3270_SECURE  (not ours)" in answer(screen)
        screen.query_one("#local_address", Input).value = "10.1.2"
        await settled(pilot)
        assert "Local address: write an address" in answer(screen)


async def test_the_simulator_tells_what_is_hidden(finished: Path) -> None:
    written = finished.parent / "demo.pwx" / "artifacts" / "ZOS1" / "pagent_ttls.conf"
    source = finished.parent / "in" / "zos1" / "pagent_ttls.conf"
    broad = b"\nTTLSRule AAA_ALL\n{\n  Priority 900\n  LocalPortRange 6000-6100\n"
    broad += b"  Direction Inbound\n  TTLSGroupActionRef grp_common\n"
    broad += b"  TTLSEnvironmentActionRef env_tn3270\n}\n"
    source.write_bytes(written.read_bytes() + broad)
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await policy(pilot)
        await press(pilot, "v")
        assert "as it is" in text_of(app)
        await press(pilot, "s")
        screen = app.screen
        assert isinstance(screen, SimulatorScreen)
        screen.query_one("#job", Input).value = "PWXLST"
        screen.query_one("#local_port", Input).value = "6001"
        await settled(pilot)
        assert "AAA_ALL  (not ours)" in answer(screen)
        assert "Rules hidden behind it: PWX_zossec" in answer(screen)


def test_a_policy_looks_like_this(finished: Path, snap_compare: Compare) -> None:
    """The rules of the finished policy in effective order, and what ours comes to."""

    async def look(pilot: Pilot[Any]) -> None:
        await policy(pilot)
        await settled(pilot)

    assert snap_compare(reviewer(finished), terminal_size=(80, 24), run_before=look)


def test_a_simulation_looks_like_this(finished: Path, snap_compare: Compare) -> None:
    """Our listener's port asked about, in a wide terminal."""

    async def look(pilot: Pilot[Any]) -> None:
        await policy(pilot)
        await press(pilot, "s")
        await settled(pilot)

    assert snap_compare(reviewer(finished), terminal_size=(120, 40), run_before=look)
