"""Beside the case: names in their vault, own notes, who wrote what, what breaks a rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.replica.change import Edit
from tests.commands.desk import Desk

NAME = "Sanne Verwoerd"


@pytest.fixture
def named(noor: Desk, code: str) -> str:
    """A case with a person who is in the vault, too."""
    noor("party", "add", code, "collega A", "--role", "witness", "--offline")
    noor(
        "vault", "add", code, "--party", "collega A", "--name", NAME, "--phone", "06 1234",
        "--reason-for-holding", "wil gebeld worden", "--offline",
    )  # fmt: skip
    return code


def everything(desk: Desk, code: str) -> str:
    """All that the case itself shows, in all forms."""
    forms: tuple[list[str], ...] = ([], ["--json"], ["--plain"])
    return "".join(desk("case", "show", code, *form).out for form in forms)


def test_names_are_opened_with_a_reason_that_is_kept(noor: Desk, named: str) -> None:
    """They stand in the vault alone; the case says when and why they were opened."""
    without = noor.tried("vault", "open", named)
    opened = noor("vault", "open", named, "--reason", "terugbellen", "--json", "--offline").json
    text = noor("vault", "open", named, "--reason", "nog eens", "--offline").out
    state = noor("vault", "status", named)
    (first, second) = noor("case", "show", named, "--json").json["vault_openings"]

    assert without.code == 2
    assert [(one["name"], one["phone"]) for one in opened] == [(NAME, "06 1234")]
    assert NAME in text
    assert "collega A" in text
    assert NAME not in state.out
    assert "Noor Haverkamp" in state.out
    assert {first["reason"], second["reason"]} == {"terugbellen", "nog eens"}
    assert first["opened_at"]
    assert "Sanne" not in everything(noor, named)
    assert noor("search", "Sanne", "--json").json == []
    acts = [one["act"] for one in noor("audit", named, "--json").json]
    assert acts.count("opened_vault") == 2


def test_whoever_changes_names_has_opened_them(noor: Desk, named: str) -> None:
    """As on the screen: to add, change or destroy one is to open those that are there."""
    assert noor("case", "show", named, "--json").json["vault_openings"] == []
    noor("vault", "add", named, "--name", "Piet", "--reason-for-holding", "x", "--offline")
    noor("vault", "edit", named, "collega A", "--phone", "06 5", "--reason", "nieuw nummer",
         "--offline")  # fmt: skip
    noor("vault", "delete", named, "collega A", "--yes", "--offline")
    found = noor("case", "show", named, "--json").json["vault_openings"]
    assert {one["reason"] for one in found} == {
        "A name was added.", "nieuw nummer", "A name was destroyed.",
    }  # fmt: skip
    assert all(one["opened_at"] for one in found)


def test_a_name_is_kept_for_a_reason_and_holds_no_bsn(noor: Desk, named: str) -> None:
    """The rules of the table hold in the vault as well."""
    reasonless = noor.tried("vault", "add", named, "--name", "Piet")
    numbered = noor.tried(
        "vault", "add", named, "--name", "Piet", "--phone", "123456782", "--reason-for-holding", "x"
    )
    stranger = noor.tried(
        "vault", "add", named, "--party", "collega Z", "--reason-for-holding", "x"
    )

    assert (reasonless.code, "--reason-for-holding" in reasonless.err) == (1, True)
    assert (numbered.code, "BSN" in numbered.err) == (1, True)
    assert stranger.code == 1
    noor("vault", "edit", named, "collega A", "--phone", "06 5678", "--offline")
    (one,) = noor("vault", "open", named, "--reason", "x", "--json", "--offline").json
    assert (one["name"], one["phone"]) == (NAME, "06 5678")


def test_one_name_is_destroyed_for_good(noor: Desk, named: str) -> None:
    """Only when it is meant, and nothing is left of it."""
    alone = noor.tried("vault", "delete", named, "collega A")
    doubting = noor.tried("vault", "delete", named, "collega A", typed="nee\n")
    noor("vault", "delete", named, "collega A", "--offline", typed="ja\n")

    assert (alone.code, doubting.code) == (2, 1)
    assert noor("vault", "open", named, "--reason", "x", "--json", "--offline").json == []
    assert noor.tried("vault", "edit", named, "collega A", "--phone", "1").code == 1


def test_all_names_are_destroyed_and_new_ones_can_be_kept(noor: Desk, named: str) -> None:
    """The case stays."""
    alone = noor.tried("vault", "shred", named)
    noor("vault", "shred", named, "--yes", "--offline")
    again = noor.tried("vault", "open", named, "--reason", "x")
    state = noor("vault", "status", named, "--json").json["state"]
    noor("vault", "add", named, "--name", "Kees", "--reason-for-holding", "x", "--offline")
    (one,) = noor("vault", "open", named, "--reason", "x", "--json", "--offline").json

    assert (alone.code, "--yes" in alone.err) == (2, True)
    assert (again.code, "were destroyed" in again.err) == (1, True)
    assert (state, one["name"]) == ("shredded", "Kees")


def test_a_colleague_gets_names_only_besides_the_case(noor: Desk, joost: Desk, shared: str) -> None:
    """Who holds the case holds no names until these are shared, too."""
    noor("vault", "add", shared, "--name", NAME, "--reason-for-holding", "x")
    joost("sync")
    before = joost.tried("vault", "open", shared, "--reason", "x")
    noor("vault", "share", shared, "joost", "--json")
    joost("sync")
    after = joost("vault", "open", shared, "--reason", "verlof", "--json").json

    assert (before.code, "not shared with you" in before.err) == (1, True)
    assert [one["name"] for one in after] == [NAME]
    assert noor.tried("vault", "share", shared, "samira").code == 1


def test_a_name_in_a_text_is_said_found_and_replaced(noor: Desk, named: str) -> None:
    """Rule 15: not saved unless that is meant; one command puts the label there."""
    words = ("note", "add", named, "Sanne Verwoerd zei dat Sanne weg wil", "--offline")
    refused = noor.tried(*words, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "name_in_text")
    assert "collega A" in refused.json["error"]["text"]
    assert "Sanne" not in refused.out + refused.err
    assert noor("case", "show", named, "--json").json["notes"] == []
    said = noor(*words, "--keep-names")
    found = noor("names", named, "--json").json["found"]
    text = noor("names", named).out
    noor("names", named, "--replace", "--offline")
    (note,) = noor("case", "show", named, "--json").json["notes"]
    nothing = noor("names", named)

    assert f"luister names {named} --replace" in said.err
    assert [(one["field"], one["label"]) for one in found] == [("text", "collega A")] * 2
    assert "Sanne" not in text
    assert note["text"] == "collega A zei dat collega A weg wil"
    assert (nothing.out, "No name" in nothing.err) == ("", True)


def test_a_name_where_nothing_can_be_changed_is_left_and_told(noor: Desk, named: str) -> None:
    """A version of a document is never changed."""
    id = noor("draft", "new", named, "letter", "--offline").word
    noor("draft", "write", named, id, "Beste Sanne,", "--offline")

    done = noor("names", named, "--replace", "--json", "--offline")

    assert [one["type"] for one in done.json["found"]] == ["version"]
    assert "could not be replaced" in done.err
    assert "name" in {one["what"] for one in noor("draft", "check", named, id, "--json").json}


def test_own_notes_lie_beside_the_case_and_go(noor: Desk, code: str, tmp_path: Path) -> None:
    """Thirty days at most; nobody else's, and not searched."""
    path = tmp_path / "note"
    path.write_text("mijn eigen twijfel", encoding="utf-8")
    id = noor("worknote", "add", code, "--file", str(path), "--offline").word
    long = noor.tried("worknote", "add", code, "x", "--delete-by", "2999-01-01")
    noor("worknote", "edit", code, id, "mijn twijfel is weg", "--offline")
    (note,) = noor("worknote", "list", code, "--json").json
    of_all = noor("worknote", "list").out
    alone = noor.tried("worknote", "delete", code, id)
    whole = everything(noor, code) + noor("search", "twijfel").out
    noor("worknote", "delete", code, id, "--yes", "--offline")

    assert (note["text"], note["code"]) == ("mijn twijfel is weg", code)
    assert note["delete_by"] > note["noted_on"]
    assert (long.code, "thirty days" in long.err) == (1, True)
    assert code in of_all
    assert alone.code == 2
    assert "twijfel" not in whole
    assert noor("worknote", "list", code, "--json").json == []
    assert noor.tried("worknote", "delete", code, id, "--yes").code == 1


def test_the_trail_says_who_wrote_what(noor: Desk, joost: Desk, shared: str) -> None:
    """The newest first; deletions stand out, content does not stand in it."""
    joost("note", "add", shared, "van joost")
    noor("sync")
    id = noor("note", "add", shared, "van noor", "--offline").word
    noor("note", "delete", shared, id, "--offline")
    rows = noor("audit", shared, "--json").json
    text = noor("audit", shared).out

    assert rows[0]["act"] == "deleted"
    assert rows[0]["id"].startswith(id)
    assert {"Noor Haverkamp", "Joost Terlouw"} <= {row["author"] for row in rows}
    assert "van joost" not in text
    assert len(noor("audit", shared, "--limit", "2", "--plain").cells) == 2


def test_what_another_program_wrote_against_the_rules_is_marked(noor: Desk, code: str) -> None:
    """Shown as it is, with the rule; in flags, and in the case."""
    clean = noor("flags", code)
    route = bytes(range(16))
    noor.write(
        code,
        Edit("route", route, "route_type", "complaint_internal"),
        Edit("route", route, "status", "running"),
        Edit("route", route, "goal", "zonder keuze"),
    )
    rows = noor("flags", code, "--json").json
    shown = noor("case", "show", code)

    assert (clean.out, "Nothing in this case breaks a rule" in clean.err) == ("", True)
    assert [(one["type"], one["id"], one["rule"]) for one in rows] == [
        ("route", route.hex(), "not_chosen")
    ]
    assert "Only what the reporter chose" in noor("flags", code).out
    assert "zonder keuze" in shown.out
    assert "Against the rules of the work" in shown.out
    assert noor("flags", code, "--plain").cells == [["route", route.hex(), "option", "not_chosen"]]


def test_consents_of_all_scopes_are_asked_in_their_own_words(noor: Desk, code: str) -> None:
    """The sentence to read out is kept; a role where somebody gets to know something."""
    from shared.casework.model.codes import ConsentScope

    for scope in ConsentScope:
        said = noor("consent", "wording", scope).out
        assert said.rstrip().endswith("?")
    asked = noor("consent", "add", code, "talk_to", "--to", "hr", "--offline", "--json")
    nobody = noor.tried("consent", "add", code, "talk_to", "--given")
    strange = noor.tried("consent", "add", code, "talk_to", "--to", "buurman")
    needless = noor.tried("consent", "add", code, "record_keeping", "--to", "hr")
    noor("consent", "edit", code, asked.json["id"], "--what", "alleen het rooster", "--offline")
    noor("consent", "give", code, asked.json["id"], "--form", "written", "--offline")
    fixed = noor.tried("consent", "edit", code, asked.json["id"], "--what", "alles")
    (row,) = noor("consent", "ledger", code, "--json").json

    assert "Read out: I would like to talk" in asked.err
    assert (nobody.code, "--to" in nobody.err) == (1, True)
    assert (strange.code, "works_council" in strange.err) == (2, True)
    assert needless.code == 2
    assert (row["recipient_role"], row["what"], row["state"]) == (
        "hr", "alleen het rooster", "given",
    )  # fmt: skip
    assert row["wording_read"].startswith("I would like to talk")
    assert (fixed.code, "has answered this already" in fixed.err) == (1, True)
