"""The status: the number to compare, who was heard, and notices that are put away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.replica.notice import Notice, Told
from tests.commands.desk import Desk, Relay, found

RECORD = bytes(range(32))


@pytest.fixture
def alarmed(joost: Desk) -> Desk:
    """Joost's home, with an alarm about a record and a note well."""
    blanks = (("author", "Noor \x1b[2J"), ("record", RECORD.hex()))
    with joost.session() as session:
        session.tell(Notice(Told.FUTURE, 3, (("author", "Noor"),)))
        session.tell(Notice(Told.FORKED, 5, blanks))
    return joost


def test_two_in_step_read_out_the_same_number(noor: Desk, joost: Desk) -> None:
    """Eight groups of five digits, at the same place."""
    for desk in (noor, joost, noor, joost):
        desk("sync")

    one, other = (desk("status", "--json").json for desk in (noor, joost))

    assert re.fullmatch(r"\d{5}( \d{5}){7}", one["number"])
    assert (one["place"], one["number"]) == (other["place"], other["number"])
    assert set(one) == {
        "firm", "name", "device", "home", "relay", "state", "place", "chain", "number", "unkept",
        "intents", "unsent", "heard", "notices",
    }  # fmt: skip
    assert any(heard["device"].startswith("Joost Terlouw") for heard in one["heard"])
    text = noor("status").out
    assert one["number"] in text
    assert "in step" in text
    words = {row[0] for row in noor("status", "--plain").cells}
    assert {"place", "number", "heard"} <= words


def test_the_state_is_that_of_the_relay_now(noor: Desk, tmp_path: Path) -> None:
    """It is asked; a device that asks nobody says so, and does not say that it is offline."""
    noor("case", "new", "--client", "Waterstaal")
    assert noor("status", "--json").json["state"] == "connected"
    assert "The relay answers." in noor("status").out
    alone = noor("status", "--offline", "--json").json
    assert (alone["state"], alone["unkept"]) == ("not-asked", 0)

    relay = Relay(tmp_path / "relay")
    try:
        desk = found(relay, tmp_path / "home")
    finally:
        relay.stop()
    done = desk("status", "--json")
    assert done.json["state"] == "offline"
    assert "cannot be reached" in desk("status").out


def test_notices_are_told_loudest_first_with_what_to_do(alarmed: Desk) -> None:
    """An alarm names the record that it is about; nothing in it moves the cursor."""
    told = alarmed("status", "--json").json["notices"]
    text = alarmed("status").out

    assert [notice["code"] for notice in told] == ["forked", "future"]
    assert [notice["number"] for notice in told] == [1, 2]
    assert set(told[0]) == {"number", "code", "tone", "place", "text", "record"}
    assert told[0]["record"] == RECORD.hex()
    assert "ALARM" in text
    assert RECORD.hex() in text
    assert "\x1b" not in text
    alarmed("status", "--dismiss", "all")


def test_notices_are_put_away_by_number_or_all(alarmed: Desk) -> None:
    """And stay away."""
    assert alarmed.tried("status", "--dismiss", "3").code == 1
    left = alarmed("status", "--dismiss", "1", "--json").json["notices"]
    assert [(notice["code"], notice["number"]) for notice in left] == [("future", 1)]
    assert alarmed("status", "--dismiss", "all", "--json").json["notices"] == []
    assert alarmed("status", "--json").json["notices"] == []


def test_a_record_is_left_out_only_when_somebody_says_yes(alarmed: Desk) -> None:
    """By the id that the alarm names; after that the alarm is gone."""
    word = RECORD.hex()[:8]

    unasked = alarmed.tried("status", "--leave-out", word)
    refused = alarmed.tried("status", "--leave-out", word, typed="no\n")
    unknown = alarmed.tried("status", "--leave-out", "ffff", "--yes")
    done = alarmed("status", "--leave-out", word, "--json", typed="yes\n")

    assert [one.code for one in (unasked, refused, unknown)] == [1, 1, 1]
    assert [notice["code"] for notice in done.json["notices"]] == ["future"]
    with alarmed.session() as session:
        assert session.facts.left_out == [RECORD]
        session.facts.left_out.clear()
        session.facts.notices.clear()
        session.keep_facts()
