"""Answers: saved as fields are left, kept when they cannot be saved, taken up where one stopped."""

import asyncio
from pathlib import Path

import pytest

from pwxwizard.session import Session
from screens.app import PwxWizardApp
from screens.asking import SecretInput
from screens.choice import ChoiceList
from screens.edit import EditScreen
from screens.fields import Field
from screens.form import Form
from screens.rail import ItemTable
from tests.screens.conftest import change, press, settled, text_of, wizard, write
from tests.screens.inspection.conftest import done_once, finished
from tests.screens.standing import answered, at, flat, focused_key, standing_at

TWO_KEYS = '[machine.AS400.personal_certificate]\nkey = "p-256"\n'

__all__ = ["done_once", "finished"]


async def test_an_answer_is_saved_as_its_field_is_left(sample: Path) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, line):
        line.value = ""
        await write(pilot, "365")
        await press(pilot, "tab")
        assert answered(sample, "ca", "days") == 365


async def test_half_an_answer_is_not_saved_while_it_is_typed(sample: Path) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, line):
        line.value = ""
        await write(pilot, "73")
        await asyncio.sleep(1)
        assert answered(sample, "ca", "days") == 3650
        await write(pilot, "0")
        await press(pilot, "tab")
        assert answered(sample, "ca", "days") == 730


async def test_a_name_of_zos_is_kept_and_shown_in_upper_case(sample: Path) -> None:
    async with standing_at(sample, "estate/ZOS1.zossec", "user") as (pilot, line):
        line.value = ""
        await write(pilot, "pwxusr")
        await press(pilot, "tab")
        user = answered(sample, "machine", "ZOS1", "listener", "zossec", "user")
        assert (user, line.value) == ("PWXUSR", "PWXUSR")


async def test_quitting_saves_what_is_being_typed(sample: Path) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, line):
        line.value = ""
        await write(pilot, "42")
        await press(pilot, "ctrl+q")
    assert answered(sample, "ca", "days") == 42


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("many", "Type a whole number."), ("0", "A lifetime is 1 to")],
)
async def test_a_wrong_answer_is_corrected_where_it_stands_and_never_saved(
    sample: Path, typed: str, sentence: str
) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, line):
        line.value = ""
        await write(pilot, typed)
        await press(pilot, "tab")
        assert sentence in text_of(pilot.app)
        assert answered(sample, "ca", "days") == 3650


async def test_what_is_no_answer_is_taken_back_by_undo(sample: Path) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, line):
        line.value = "40000000"
        await press(pilot, "tab")
        assert "Not saved: 3650 stays." in flat(pilot.app)
        assert answered(sample, "ca", "days") == 3650
        await press(pilot, "f3")
        assert "Taken back: what was typed for Lifetime in days." in flat(pilot.app)


async def test_of_several_names_that_were_there_it_is_said_that_they_stay(sample: Path) -> None:
    async with standing_at(sample, "estate/ZOS1", "hosts") as (pilot, line):
        line.value = "zos1.example.com zos!.corp"
        await press(pilot, "enter")
        assert "Not saved: zos1.example.com, 192.0.2.10 stay." in flat(pilot.app)


async def test_the_next_thing_to_do_is_gone_to_and_none_is_told(finished: Path) -> None:
    with Session.open(finished) as session:
        session.skip("dbmover/WINNAV", "moves in May")
    change(finished, "[machine.AS400.personal_certificate]\n", TWO_KEYS)
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f7")
        screen = app.screen
        assert isinstance(screen, EditScreen)
        assert screen.query_one(Form).item == "personal-certificate/AS400"
        await press(pilot, "ctrl+q")
    change(finished, TWO_KEYS, "[machine.AS400.personal_certificate]\n")
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f7")
        screen = app.screen
        assert isinstance(screen, EditScreen)
        item = screen.item
        assert item is not None
        assert item.unproved
        assert "not proved yet: p" in flat(app)


async def test_from_a_step_the_first_of_its_items_is_gone_to(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        await screen.go_to("ping/INTSVC->ZOS1.zossec")
        screen.action_enter_rail()
        for item in ("ping/INTSVC->ZOS1.zossec", "ping/INTSVC->AS400.as400sec"):
            await press(pilot, "f7")
            assert screen.item is not None
            assert screen.item.name == item
        await press(pilot, "enter")
        assert "Nothing is asked here; F9 looks closer." in flat(app)


async def test_the_field_at_fault_is_gone_to(sample: Path) -> None:
    change(sample, "days = 3650", "days = 0")
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f7")
        assert focused_key(app) == "days"
        await press(pilot, "escape", "f7")
        assert focused_key(app) == "days"


async def test_a_choice_keeps_the_form_where_it_is(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        assert await screen.go_to("at-tls/ZOS1", "at_tls.handshake_role")
        await press(pilot, "end")
        assert screen.query_one(Form).scroll_offset.y == 0
        assert focused_key(app) == "at_tls.handshake_role"


async def test_a_proposal_that_is_too_long_is_cut_with_a_mark(sample: Path) -> None:
    async with standing_at(sample, "at-tls/ZOS1", "at_tls.suites") as (_, line):
        assert line.placeholder.endswith("…")
        assert len(line.placeholder) == line.content_size.width


async def test_back_is_possible_with_a_wrong_answer_and_loses_nothing(sample: Path) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, line):
        line.value = "many"
        await press(pilot, "escape", "escape")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "rail"
        await press(pilot, "up")
        assert "many" not in text_of(pilot.app)
        again = await at(pilot, "ca/CA", "days")
        assert again.value == "many"
        assert "Type a whole number." in text_of(pilot.app)


async def test_clearing_a_field_brings_the_default_back(sample: Path) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, line):
        line.value = ""
        await press(pilot, "tab")
        assert answered(sample, "ca", "days") == {}
        assert line.placeholder == "3650"


async def test_questions_come_and_go_without_losing_the_place(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 30)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        assert await screen.go_to("at-tls/ZOS1", "at_tls.handshake_role")
        keys = [field.question.key for field in screen.query_one(Form).fields]
        assert "at_tls.client_auth_type" in keys
        await press(pilot, "right")
        assert answered(sample, "machine", "ZOS1", "at_tls", "handshake_role") == "Server"
        keys = [field.question.key for field in screen.query_one(Form).fields]
        assert "at_tls.client_auth_type" not in keys
        assert focused_key(app) == "at_tls.handshake_role"
        await press(pilot, "left")
        assert "at_tls.client_auth_type" in [
            field.question.key for field in screen.query_one(Form).fields
        ]


async def test_work_goes_on_at_the_same_item_and_field(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await at(pilot, "dbmover/INTSVC", "dbmover.folder")
        await press(pilot, "ctrl+q")
    again = wizard(sample)
    async with again.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = again.screen
        assert isinstance(screen, EditScreen)
        assert screen.query_one(Form).item == "dbmover/INTSVC"
        assert focused_key(again) == "dbmover.folder"


async def test_a_long_text_is_pasted_at_once(sample: Path) -> None:
    from textual.events import Paste

    async with standing_at(sample, "estate/ZOS1", "hosts") as (pilot, line):
        line.value = ""
        hosts = ", ".join(f"h{number}.example.com" for number in range(100))
        pilot.app.post_message(Paste(hosts))
        await press(pilot, "tab")
        found = answered(sample, "machine", "ZOS1", "hosts")
        assert isinstance(found, list)
        assert len(found) == 100


@pytest.mark.parametrize(("keys", "kept"), [(("enter",), 100), (("down", "enter"), 200)])
async def test_an_answer_changed_in_the_file_too_is_chosen_by_side(
    sample: Path, keys: tuple[str, ...], kept: int
) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, line):
        change(sample, "3650", "100")
        line.value = "200"
        await press(pilot, "tab")
        shown = text_of(pilot.app)
        assert "ca.days: somebody changed it in the file, too" in shown
        assert "In the file: 100" in shown
        assert "Given here: 200" in shown
        assert answered(sample, "ca", "days") == 100
        await press(pilot, *keys)
        assert answered(sample, "ca", "days") == kept
        assert line.value == str(kept)


async def test_an_answer_that_nobody_chose_stays_on_the_screen_and_the_file_as_it_is(
    sample: Path,
) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, line):
        change(sample, "3650", "100")
        line.value = "200"
        await press(pilot, "tab", "escape")
        assert answered(sample, "ca", "days") == 100
        assert line.value == "200"


async def test_every_kind_of_question_has_a_field(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        seen = set()
        for item in screen.items:
            await screen.go_to(item.name)
            await settled(pilot)
            for field in screen.query(Field):
                seen.add(field.question.kind.value)
                assert field.widget.can_focus
        assert {"text", "number", "port", "yes-no", "choice", "file", "names"} <= seen


async def test_an_item_is_followed_when_an_answer_gives_it_another_name(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        assert await screen.go_to("estate/INTSVC->AS400.as400sec", "client")
        for key, client in (("left", "WINNAV"), ("right", "INTSVC")):
            await press(pilot, key)
            assert screen.item is not None
            assert screen.item.name == f"estate/{client}->AS400.as400sec"
            assert focused_key(app) == "client"


async def test_a_connection_that_becomes_like_another_one_keeps_its_own_form(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        assert await screen.go_to("estate/INTSVC->ZOS1.zossec", "client")
        for key, client in (("left", "WINNAV"), ("right", "INTSVC")):
            await press(pilot, key)
            assert screen.item is not None
            assert screen.item.name == f"estate/{client}->ZOS1.zossec"
            assert screen.item.subject.table == ("connection", 0)
            assert focused_key(app) == "client"
        names = screen.query_one(ItemTable).names
        assert await screen.go_to("estate/WINNAV->ZOS1.zossec", "client")
        await press(pilot, "right")
        assert screen.item is not None
        assert screen.item.name == "estate/INTSVC->ZOS1.zossec (2)"
        assert "INTSVC->ZOS1.zossec is there already." in flat(app)
        await press(pilot, "left")
        assert screen.query_one(ItemTable).names == names


async def test_enter_stays_in_a_field_that_is_refused(sample: Path) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, line):
        for refused in ("many", "0"):
            line.value = refused
            await press(pilot, "enter")
            assert focused_key(pilot.app) == "days"
            assert "Not saved: 3650 stays." in flat(pilot.app)
        line.value = "400"
        await press(pilot, "enter")
        assert focused_key(pilot.app) != "days"
        assert answered(sample, "ca", "days") == 400


async def test_ctrl_c_asks_whether_to_leave(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+c", "ctrl+c", "enter")
        assert isinstance(app.screen, EditScreen)
        await press(pilot, "ctrl+c", "tab", "enter")
    assert app.return_code == 0


async def test_how_to_correct_an_answer_is_in_sight_wherever_its_field_is(sample: Path) -> None:
    async with standing_at(sample, "at-tls/ZOS1", "at_tls.suites") as (pilot, line):
        line.value = ""
        await write(pilot, "TLS_FOO_BAR")
        await press(pilot, "enter")
        assert "System SSL has no suite TLS_FOO_BAR" in flat(pilot.app)
        assert "Not saved" in flat(pilot.app)
        await pilot.resize_terminal(60, 18)
        await settled(pilot)
        assert focused_key(pilot.app) == "at_tls.suites"
        assert "TLS_FOO_BAR" in flat(pilot.app)


async def test_a_refused_text_is_forgotten_once_the_field_has_an_answer_again(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        key = "personal_certificate.passphrase"
        line = await at(pilot, "personal-certificate/ZOS1", key)
        saved = line.value
        for correct in ("type", "undo"):
            line = await at(pilot, "personal-certificate/ZOS1", key)
            line.value = "365"
            await press(pilot, "enter")
            assert "Not saved" in flat(app)
            if correct == "type":
                line.value = saved
                await press(pilot, "enter")
            else:
                await press(pilot, "f3")
                assert "Taken back: what was typed for Passphrase comes from." in flat(app)
                assert line.value == saved
            await at(pilot, "personal-certificate/INTSVC", key)
            assert (await at(pilot, "personal-certificate/ZOS1", key)).value == saved
        assert answered(sample, "machine", "ZOS1", "personal_certificate", "passphrase") == saved


async def test_a_text_that_does_not_fit_is_cut_with_a_mark(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, EditScreen)
        await app.screen.go_to("at-tls/ZOS1", "at_tls.handshake_role")
        await settled(pilot)
        hint = app.screen.query_one("#hint")
        assert hint.size.height == 2
        said = text_of(app).splitlines()[hint.region.y + 1]
        assert said.rstrip().endswith("…")


async def test_what_is_typed_takes_the_place_of_what_a_field_held_when_it_was_entered(
    sample: Path,
) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, line):
        assert line.value == "3650"
        await write(pilot, "36")
        await press(pilot, "f1", "escape")
        await write(pilot, "6")
        assert line.value == "366"
        await press(pilot, "tab", "shift+tab", "end")
        await write(pilot, "0")
        await press(pilot, "tab")
        assert answered(sample, "ca", "days") == 3660


async def test_a_refused_text_is_typed_over(sample: Path) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, line):
        await write(pilot, "many")
        await press(pilot, "enter")
        assert "Type a whole number." in text_of(pilot.app)
        await write(pilot, "400")
        assert line.value == "400"
        await press(pilot, "enter")
        assert answered(sample, "ca", "days") == 400


async def test_leaving_tells_what_was_typed_and_is_no_answer(sample: Path) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, _):
        assert isinstance(pilot.app, PwxWizardApp)
        await write(pilot, "40x")
        said = pilot.app.opening.farewell()
        assert said is not None
        assert said.startswith("Not saved, because it is no answer: Lifetime in days. Every other")
        await press(pilot, "escape")
        assert "(1 not saved)" in text_of(pilot.app)
        assert pilot.app.opening.farewell() == said
        await press(pilot, "f3")
        assert "(every answer is saved)" in text_of(pilot.app)
        again = pilot.app.opening.farewell()
        assert again is not None
        assert again.startswith("Every answer is saved.")


async def test_backspace_takes_one_letter_of_what_was_entered(sample: Path) -> None:
    async with standing_at(sample, "ca/CA", "subject") as (pilot, line):
        before = line.value
        await press(pilot, "backspace")
        assert line.value == before[:-1]
        await press(pilot, "shift+home", "backspace")
        assert line.value == ""


async def test_a_long_text_shows_its_beginning_and_that_it_goes_on(sample: Path) -> None:
    async with standing_at(sample, "ca/CA", "subject") as (pilot, line):
        long = f"CN={'a' * 60},O=Example"
        await write(pilot, long)
        assert "O=Example" in text_of(pilot.app)
        await press(pilot, "tab")
        room = line.content_size.width
        assert f"{long[: room - 1]}…" in text_of(pilot.app)


async def test_a_passphrase_that_is_refused_is_typed_again_at_once(sample: Path) -> None:
    change(sample, "file:secrets/ca-passphrase", "prompt:ca")
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "ctrl+a", "enter")
        await write(pilot, "short")
        await press(pilot, "enter")
        line = app.focused
        assert isinstance(line, SecretInput)
        assert not line.again
        assert "fewer than 8 characters" in text_of(app)
        await write(pilot, "c")
        assert line.value == "c"
        assert "fewer than 8 characters" not in text_of(app)


async def test_a_choice_goes_to_the_option_of_a_letter(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        await screen.go_to("estate/WINNAV", "platform")
        await press(pilot, "enter", "l")
        chosen = app.screen.query_one(ChoiceList)
        assert str(chosen.get_option_at_index(chosen.highlighted or 0).prompt).startswith("Linux")
        await press(pilot, "z", "z")
        assert str(chosen.get_option_at_index(chosen.highlighted or 0).prompt).startswith("z/OS")
        await press(pilot, "escape")


async def test_going_back_says_what_was_saved_of_the_field(sample: Path) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, line):
        line.value = "365"
        await press(pilot, "escape")
        assert answered(sample, "ca", "days") == 365
        assert "Saved: Lifetime in days is 365. F3 takes it back." in flat(pilot.app)
        await press(pilot, "f3")
        assert answered(sample, "ca", "days") == 3650
        await press(pilot, "escape")
        assert "Saved:" not in flat(pilot.app)


async def test_a_long_list_that_is_taken_back_is_seen_from_its_beginning(sample: Path) -> None:
    async with standing_at(sample, "at-tls/ZOS1", "at_tls.suites") as (pilot, line):
        line.value = ", ".join(["TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"] * 3)
        await press(pilot, "tab")
        await press(pilot, "shift+tab")
        line.value = "TLS_NONE_SUCH"
        await press(pilot, "tab")
        said = flat(pilot.app)
        assert "Ctrl+O offers a list. Not saved: the 6 that stood there stay." in said
        await press(pilot, "f3")
        assert "TLS_AES_256_GCM_SHA384, TLS_AES_128" in text_of(pilot.app)
