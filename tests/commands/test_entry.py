"""Contacts, notes, people involved and concerns: added, changed, deleted, put back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.desk import Desk


def only(desk: Desk, code: str, part: str) -> dict[str, object]:
    """The one entry of a part of a case."""
    (entry,) = desk("case", "show", code, "--json").json[part]
    assert isinstance(entry, dict)
    return entry


def test_a_note_is_given_in_one_of_three_ways(noor: Desk, code: str, tmp_path: Path) -> None:
    """As a word, from standard input, or from a file."""
    path = tmp_path / "note.txt"
    path.write_text("uit een bestand\n", encoding="utf-8")

    noor("note", "add", code, "als woord", "--offline")
    noor("note", "add", code, "--offline", piped="uit de pijp\n")
    noor("note", "add", code, "-", "--offline", piped="met een streepje")
    noor("note", "add", code, "--file", str(path), "--offline")

    texts = {note["text"] for note in noor("case", "show", code, "--json").json["notes"]}
    assert texts == {"als woord", "uit de pijp", "met een streepje", "uit een bestand"}


def test_the_id_that_adding_prints_is_the_one_that_editing_takes(noor: Desk, code: str) -> None:
    """Shown short; only the named fields change."""
    id = noor("note", "add", code, "eerst", "--noted-on", "2026-02-05", "--offline").word

    noor("note", "edit", code, id, "--noted-on", "2026-02-06", "--offline")
    told = noor("note", "edit", code, id, "later", "--offline", "--json").json

    note = only(noor, code, "notes")
    assert (note["text"], note["noted_on"]) == ("later", "2026-02-06")
    assert told["id"] == note["id"]
    assert str(note["id"]).startswith(id)
    assert told["changed"] == ["text"]


@pytest.mark.parametrize(
    ("data", "said"), [(b"\xff\xfe", "UTF-8"), (b"x" * 1_000_001, "too long"), (None, "read")]
)
def test_a_file_that_is_no_text_is_refused(
    noor: Desk, code: str, tmp_path: Path, data: bytes | None, said: str
) -> None:
    """And nothing is saved."""
    path = tmp_path / "note"
    if data is not None:
        path.write_bytes(data)

    done = noor.tried("note", "add", code, "--file", str(path))

    assert done.code == 1
    assert said in done.err
    assert noor("case", "show", code, "--json").json["notes"] == []


def test_a_text_longer_than_a_field_takes_is_refused(noor: Desk, code: str) -> None:
    """With the rule of the casework."""
    done = noor.tried("note", "add", code, piped="x" * 100_001)

    assert done.code == 1
    assert "too long" in done.err


def test_an_empty_note_is_refused(noor: Desk, code: str) -> None:
    """Also when nothing came in."""
    assert noor.tried("note", "add", code, " ").code == 1
    assert noor.tried("note", "add", code, piped="").code == 1


def test_a_contact_takes_dates_as_people_say_them(noor: Desk, code: str) -> None:
    """ISO, or day first; the kind and the channel are guessed when they are not said."""
    noor("case", "set", code, "--safe-channel", "phone", "--offline")
    noor("party", "add", code, "collega A", "--offline")
    noor(
        "contact", "add", code, "--start", "5-2-2026 18:30", "--minutes", "70",
        "--with-party", "Collega A", "--summary", "-", "--next-agreed", "2026-02-12", "--offline",
        piped="luisterend oor",
    )  # fmt: skip

    contact = only(noor, code, "contacts")

    assert contact["start"] == "2026-02-05T18:30"
    assert (contact["kind"], contact["channel"]) == ("first_talk", "phone")
    assert (contact["minutes"], contact["summary"]) == (70, "luisterend oor")
    assert contact["with_party"] == only(noor, code, "parties")["id"]
    id = noor("contact", "add", code, "--start", "2026-02-12 09:00", "--offline").word
    noor("contact", "edit", code, id, "--agreements", "belt terug", "--offline")
    later = noor("case", "show", code, "--json").json["contacts"][1]
    assert (later["kind"], later["agreements"]) == ("follow_up", "belt terug")


@pytest.mark.parametrize("when", ["straks", "2026-02-30 10:00", "2026-02-05 25:00"])
def test_a_time_that_is_none_is_refused_with_an_example(noor: Desk, code: str, when: str) -> None:
    """The rule says how to write it."""
    done = noor.tried("contact", "add", code, "--start", when)

    assert done.code == 1
    assert "2026-02-05 18:30" in done.err


def test_a_concern_holds_what_the_reporter_tells(noor: Desk, code: str) -> None:
    """Several forms with commas, about when, yes and no."""
    noor(
        "concern", "add", code, "--concern-type", "bullying",
        "--subtypes", "gossip,ignoring-excluding", "--started-on", "2025-11", "--ongoing", "ja",
        "--power-difference", "no", "--offline",
    )  # fmt: skip

    concern = only(noor, code, "concerns")

    assert concern["subtypes"] == ["ignoring_excluding", "gossip"]
    assert (concern["ongoing"], concern["power_difference"]) == (True, False)
    assert concern["started_on"] == "2025-11"
    wrong = noor.tried("concern", "add", code, "--concern-type", "threat", "--subtypes", "gossip")
    assert (wrong.code, "--subtypes" in wrong.err) == (1, True)
    assert noor.tried("concern", "add", code, "--ongoing", "misschien").code == 2


def test_what_looks_like_a_name_or_a_verdict_is_pointed_out(noor: Desk, code: str) -> None:
    """A hint stops nothing."""
    named = noor("party", "add", code, "Mark", "--offline")
    judged = noor("note", "add", code, "de dader is bekend", "--offline")

    assert "looks like a name" in named.err
    assert "verdict" in judged.err
    assert len(noor("case", "show", code, "--json").json["notes"]) == 1


def test_a_label_is_needed_and_not_asked_of_a_pipe(noor: Desk, code: str) -> None:
    """Usage, not failure."""
    assert noor.tried("party", "add", code).code == 2
    assert noor.tried("note", "add", code, "a", "--file", "b").code == 2


def test_what_was_deleted_can_be_put_back(noor: Desk, code: str) -> None:
    """It is out of the case until then, and shown apart."""
    id = noor("note", "add", code, "weg ermee", "--offline").word

    noor("note", "delete", code, id, "--offline")
    deleted = noor("case", "show", code, "--json").json
    again = noor.tried("note", "delete", code, id)
    noor("note", "restore", code, id, "--offline")

    assert deleted["notes"] == []
    assert [one["text"] for one in deleted["deleted"]] == ["weg ermee"]
    assert again.code == 1
    assert only(noor, code, "notes")["text"] == "weg ermee"
    assert noor.tried("note", "restore", code, id).code == 1


def test_an_id_of_something_else_or_of_nothing_is_refused(noor: Desk, code: str) -> None:
    """A note is not edited as a party, and ids are told where they are shown."""
    id = noor("note", "add", code, "een", "--offline").word

    other = noor.tried("party", "edit", code, id, "collega B")
    none = noor.tried("note", "edit", code, "zzzz", "x")

    assert (other.code, "something else" in other.err) == (1, True)
    assert (none.code, f"luister case show {code}" in none.err) == (1, True)


def test_words_are_found_in_all_cases(noor: Desk, code: str) -> None:
    """By their beginning, without capitals and accents."""
    noor("note", "add", code, "Een zeldzame Zeeëgel", "--offline")

    (hit,) = noor("search", "zeeeg", "ZELDZ", "--json").json
    (cells,) = noor("search", "zeeeg", "--plain").cells

    assert set(hit) == {"code", "circle", "type", "id", "excerpt"}
    assert (hit["code"], hit["type"]) == (code, "note")
    assert cells == [code, "note", hit["id"], hit["excerpt"]]
    assert noor("search", "zeeeg").out.startswith(f"{code}  ")
    nothing = noor("search", "bestaatniet")
    assert (nothing.out, nothing.err) == ("", "Nothing was found.\n")


def test_a_story_before_the_explanations_is_saved_with_a_hint(noor: Desk, code: str) -> None:
    """What was not explained yet is told once it is about a story; nothing is refused."""
    early = noor("note", "add", code, "zij vertelt", "--offline")
    practical = noor("party", "add", code, "collega A", "--offline")

    assert "Explain your role first" in early.err
    assert "Choose who says so" in early.err
    assert "Explain" not in practical.err
    assert len(noor("case", "show", code, "--json").json["notes"]) == 1
