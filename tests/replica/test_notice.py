"""Notices: every one has a tone, a text with the blanks it is given, and a code of its own."""

from __future__ import annotations

import re

import pytest

from shared.replica.notice import Told, Tone
from tests.replica.story import told

BLANKS = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("one", Told)
def test_a_notice_says_what_is_safe(one: Told) -> None:
    """An alarm or a warning ends as a sentence; an alarm about the log says that what was
    typed is safe."""
    assert one.text.endswith((".", "{why}"))
    assert isinstance(one.tone, Tone)
    if one.tone is Tone.alarm and one is not Told.REMOVED:
        assert "What you typed is safe on this device" in one.text


def test_codes_are_stable_and_different() -> None:
    """They are kept on disks."""
    assert len({one.value for one in Told}) == len(Told)
    assert all(re.fullmatch("[a-z_]+", one.value) for one in Told)


def test_every_blank_is_filled() -> None:
    """What is told in a whole story has what its text asks for."""
    notices = [notice for desk in told().desks for notice in desk.told]
    assert notices
    for notice in notices:
        assert set(BLANKS.findall(notice.told.text)) <= dict(notice.blanks).keys()
