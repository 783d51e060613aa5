"""Packets: complete, without secrets, and the same bytes every time."""

from pwxwizard import handover
from tests.handover.estate import artifacts, project


def test_the_same_project_gives_the_same_bytes_zip_included() -> None:
    first = handover.packets(project(), artifacts())
    second = handover.packets(project(), artifacts())
    assert [dict(one.files) for one in first] == [dict(one.files) for one in second]
    assert [handover.as_zip(one) for one in first] == [handover.as_zip(one) for one in second]
