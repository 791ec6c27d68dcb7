"""Consents, sharing on their ground, and settling what two people wrote differently."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.desk import Desk, joined


def test_no_consent_no_share(noor: Desk, joost: Desk, code: str) -> None:
    """The next command is named, ready to copy."""
    done = noor.tried("case", "share", code, "joost")

    assert done.code == 1
    assert "Without consent nothing is shared" in done.err
    assert f"luister consent add {code} share_with_colleague --to 'Joost Terlouw'" in done.err
    assert joost.tried("case", "show", code).code == 1


def test_a_consent_that_is_asked_is_no_ground_until_it_is_given(
    noor: Desk, joost: Desk, code: str
) -> None:
    """Asked, given, and withdrawn again: only in between it can be shared."""
    asked = noor("consent", "add", code, "share_with_colleague", "--to", "Joost", "--json").json
    early = noor.tried("case", "share", code, "joost")
    given = noor("consent", "give", code, asked["id"], "--form", "written", "--json").json
    withdrawn = noor("consent", "withdraw", code, asked["id"][:6], "--json").json
    late = noor.tried("case", "share", code, "joost")

    assert set(asked) == {"code", "type", "id", "status", "kept", "unkept"}
    statuses = [one["status"] for one in (asked, given, withdrawn)]
    assert statuses == ["asked", "given", "withdrawn"]
    assert (early.code, late.code) == (1, 1)
    assert "ended" in late.err


def test_a_refusal_is_kept_as_refused(noor: Desk, joost: Desk, code: str) -> None:
    """And can not be turned into a yes; asking again is another consent."""
    words = ["consent", "add", code, "share_with_colleague", "--to", "joost", "--refused"]
    id = noor(*words, "--offline").word

    assert noor.tried("consent", "give", code, id).code == 1
    assert "has not given this consent" in noor.tried("case", "share", code, "joost").err
    assert noor.tried("consent", "refuse", code, id).code == 1


def test_a_consent_to_share_is_for_a_colleague(noor: Desk, code: str) -> None:
    """Without one it is refused, with the option that is missing."""
    done = noor.tried("consent", "add", code, "share_with_colleague", "--given")

    assert done.code == 1
    assert "--to" in done.err
    assert noor.tried("consent", "add", code, "alles").code == 2


def test_a_consent_has_a_last_day(noor: Desk, joost: Desk, code: str) -> None:
    """The day it was given, how, and until when; over is over."""
    words = ["consent", "add", code, "share_with_colleague", "--to", "joost", "--given"]
    noor(*words, "--on", "1-2-2026", "--valid-until", "2026-03-31", "--form", "signed", "--offline")

    done = noor.tried("case", "share", code, "joost")

    (consent,) = noor("case", "show", code, "--json").json["consents"]
    assert (consent["given_on"], consent["form"]) == ("2026-02-01", "signed")
    assert (done.code, "has ended" in done.err) == (1, True)


def test_a_shared_case_is_read_and_written_by_both(noor: Desk, joost: Desk, code: str) -> None:
    """Both see who holds it; what one writes the other reads."""
    noor("consent", "add", code, "share_with_colleague", "--to", "joost", "--given", "--offline")
    told = noor("case", "share", code, "joost", "--json").json
    joost("sync")
    joost("note", "add", code, "van Joost")
    noor("sync")

    assert (told["state"], told["name"], told["kept"]) == ("shared", "Joost Terlouw", True)
    page = noor("case", "show", code).out
    assert "Led by Noor Haverkamp, shared with Joost Terlouw" in page
    assert "Last written by Joost Terlouw" in page
    assert "already" in noor("case", "share", code, "joost").err
    led = joost.tried("case", "share", code, "noor")
    assert led.code == 0
    (row,) = [row for row in joost("case", "list", "--json").json if row["code"] == code]
    assert row["shared_with"] == 1


def test_a_share_offline_is_a_wish_until_the_next_sync(noor: Desk, joost: Desk, code: str) -> None:
    """It is said so, and counted."""
    noor("consent", "add", code, "share_with_colleague", "--to", "joost", "--given", "--offline")

    wish = noor("case", "share", code, "joost", "--offline")
    waiting = noor("status", "--json").json["intents"]
    noor("sync")
    joost("sync")

    assert "it is a wish" in wish.out
    assert waiting == 1
    assert joost("case", "show", code, "--json").json["case"]["code"] == code


def test_only_who_leads_a_case_shares_it_on(
    noor: Desk, joost: Desk, shared: str, tmp_path: Path
) -> None:
    """And only with an adviser with whom words were compared."""
    sara = joined(noor, tmp_path / "sara", "Sara Lam")
    irene = joined(noor, tmp_path / "irene", "Irene Wit", "supervisor")
    joost("sync")

    assert "leads the case" in joost.tried("case", "share", shared, "sara").err
    assert "not an adviser" in noor.tried("case", "share", shared, "irene").err
    own = joost("case", "new", "--offline").word
    joost("consent", "add", own, "share_with_colleague", "--to", "sara", "--given", "--offline")
    uncompared = joost.tried("case", "share", own, "sara")
    assert uncompared.code == 1
    assert "luister words 'Sara Lam'" in uncompared.err
    assert irene("case", "list").out == ""
    assert sara.tried("case", "show", shared).code == 1


@pytest.fixture
def differing(noor: Desk, joost: Desk, shared: str) -> str:
    """A case in which Noor and Joost changed the same fields while offline."""
    note = noor("note", "add", shared, "samen").word
    joost("sync")
    for desk, times, text in ((noor, "na 19:00", "Noor"), (joost, "na 20:00", "Joost")):
        desk("case", "set", shared, "--safe-times", times, "--offline")
        desk("note", "edit", shared, note, text, "--offline")
    noor("sync")
    joost("sync")
    noor("sync")
    return shared


def test_a_difference_stands_side_by_side_with_its_authors(noor: Desk, differing: str) -> None:
    """In the case and on its own; each value with a number to keep it by."""
    page = noor("case", "show", differing)
    found = noor("case", "settle", differing, "--json").json
    rows = noor("case", "settle", differing, "--plain").cells

    times = next(one for one in found if one["field"] == "safe_times")
    assert [option["number"] for option in times["options"]] == [1, 2]
    values = {option["authors"][0]: option["value"] for option in times["options"]}
    assert values == {"Noor Haverkamp": "na 19:00", "Joost Terlouw": "na 20:00"}
    assert set(times["options"][0]) == {"number", "value", "authors", "time", "kept"}
    for words in ("na 19:00", "na 20:00", "Noor Haverkamp,", f"luister case settle {differing}"):
        assert words in page.out
    assert {len(row) for row in rows} == {3}
    (listed,) = [r for r in noor("case", "list", "--json").json if r["code"] == differing]
    assert listed["conflicts"] == 2


def test_settling_keeps_one_value_for_both_people(noor: Desk, joost: Desk, differing: str) -> None:
    """By the number that was shown; texts can be kept both."""
    found = noor("case", "settle", differing, "--json").json
    times = next(one for one in found if one["field"] == "safe_times")
    number = next(o["number"] for o in times["options"] if o["value"] == "na 20:00")
    text = next(one for one in found if one["field"] == "text")

    told = noor("case", "settle", differing, "safe_times", "--keep", str(number), "--json").json
    noor("case", "settle", differing, f"{text['id'][:4]}.text", "--both")
    joost("sync")

    assert (told["field"], told["settled"]) == ("safe_times", True)
    for desk in (noor, joost):
        page = desk("case", "show", differing, "--json").json
        assert page["differences"] == []
        assert page["case"]["safe_times"] == "na 20:00"
        (note,) = page["notes"]
        assert set(note["text"].split("\n\n")) == {"Noor", "Joost"}


def test_what_can_not_be_settled_so_is_refused(noor: Desk, differing: str) -> None:
    """A number that is not there, a field that does not differ, both of a line."""
    words = ["case", "settle", differing]

    assert noor.tried(*words, "safe_times", "--keep", "3").code == 1
    assert noor.tried(*words, "safe_times", "--keep", "0").code == 1
    assert noor.tried(*words, "safe_times", "--both").code == 1
    assert noor.tried(*words, "client", "--keep", "1").code == 1
    assert noor.tried(*words, "--keep", "1").code == 2
    assert noor.tried(*words, "safe_times", "--keep", "1", "--both").code == 2
    assert len(noor(*words, "--json").json) == 2


def test_a_deletion_against_an_edit_is_settled_like_a_difference(
    noor: Desk, joost: Desk, shared: str
) -> None:
    """One deleted what the other changed: it stays until somebody decides."""
    note = noor("note", "add", shared, "samen").word
    joost("sync")
    noor("note", "delete", shared, note, "--offline")
    joost("note", "edit", shared, note, "toch nog iets")
    noor("sync")

    (found,) = noor("case", "settle", shared, "--json").json
    gone = next(o["number"] for o in found["options"] if o["value"])
    noor("case", "settle", shared, f"{note}.deleted", "--keep", str(gone))

    assert found["field"] == "deleted"
    page = noor("case", "show", shared, "--json").json
    assert (page["notes"], page["differences"]) == ([], [])
