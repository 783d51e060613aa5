"""RACDCERT listings: right, subtly wrong and cut off, each judged for what it is."""

import pytest

from pwxwizard import handover
from tests.handover.estate import NOW, artifacts, project

RIGHT = """\
READY
 RACDCERT ID(PWXSTC) LISTRING(PWXRING)
Digital ring information for user PWXSTC:

  Ring:
       >PWXRING<
  Certificate Label Name             Cert Owner     USAGE      DEFAULT
  --------------------------------   ------------   --------   -------
  PWX ZOS1                           ID(PWXSTC)     PERSONAL     YES
  Example PowerExchange CA           CERTAUTH       CERTAUTH     NO

READY
END
"""


def judged(text: str) -> handover.Judgement:
    return handover.judge(project(), artifacts(), "personal-certificate/ZOS1", text, NOW)


def test_the_planned_ring_is_proved() -> None:
    found = judged(RIGHT)
    assert (found.kind, found.verdict) == ("listring", "proved")
    assert [line.number for line in found.lines] == [6, 9, 10]


@pytest.mark.parametrize(
    ("old", "new", "number", "word"),
    [
        ("PWX ZOS1  ", "Pwx ZOS1  ", 9, "upper and lower case"),
        ("PERSONAL     YES", "PERSONAL     NO ", 9, "DEFAULT"),
        ("PERSONAL     YES", "CERTAUTH     YES", 9, "USAGE(PERSONAL)"),
        ("ID(PWXSTC)     PERSONAL", "ID(TCPIP)      PERSONAL", 9, "RDATALIB"),
        ("CERTAUTH       CERTAUTH     NO", "ID(PWXSTC)     PERSONAL     NO", 10, "CERTAUTH"),
        (">PWXRING<", ">PwxRing<", 6, "Upper and lower case"),
        ("for user PWXSTC", "for user PWXADM", 3, "PWXSTC"),
    ],
)
def test_one_wrong_detail_is_named_with_its_line_and_fix(
    old: str, new: str, number: int, word: str
) -> None:
    assert old in RIGHT
    found = judged(RIGHT.replace(old, new))
    wrong = [line for line in found.lines if line.verdict == "wrong"]
    assert found.verdict == "wrong"
    assert wrong[0].number == number
    assert word.lower() in wrong[0].fix.lower()


def test_a_missing_ca_is_wrong_in_a_whole_listing() -> None:
    found = judged(
        RIGHT.replace("  Example PowerExchange CA           CERTAUTH       CERTAUTH     NO\n", "")
    )
    assert found.verdict == "wrong"
    assert "Example PowerExchange CA" in found.summary


@pytest.mark.parametrize("lines", [4, 5, 7, 8, 9])
def test_a_cut_off_listing_is_not_enough(lines: int) -> None:
    assert judged("".join(RIGHT.splitlines(keepends=True)[:lines])).verdict == "not enough"
