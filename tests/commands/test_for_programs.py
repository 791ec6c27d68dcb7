"""What a program gets with --json: one document it can read, whatever happens."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.desk import Desk, Done, Relay, found


def told(done: Done) -> list[dict[str, str]]:
    """What was said beside the data; every line of it is an object."""
    return [json.loads(line)["told"] for line in done.err.splitlines()]


def test_a_refusal_is_an_object_with_a_name_that_stays(noor: Desk, code: str) -> None:
    """Rule, field, words and what to do, in every language under the same name."""
    for language in ("en", "nl"):
        done = noor.tried(
            "reminder", "add", code, "bellen", "--due", "2026-99-99", "--json", "--lang", language
        )
        assert done.code == 1
        error = done.json["error"]
        assert (error["code"], error["field"]) == ("not_a_date", "due")
        assert error["text"]
        assert error["next"]
        assert done.err == ""


def test_what_is_no_command_is_an_object_too(noor: Desk) -> None:
    """Also what the parser refuses; the exit codes are those of people."""
    for words in (["case", "list", "--nonsense"], ["case", "show"], ["nonsense"]):
        done = noor.tried(*words, "--json")
        assert (done.code, done.json["error"]["code"]) == (2, "not_understood")
        assert done.err == ""


def test_an_unknown_case_and_a_wrong_passphrase_have_their_names(
    noor: Desk, tmp_path: Path
) -> None:
    """So that a program need not read words."""
    assert noor.tried("case", "show", "onbekend", "--json").json["error"]["code"] == "no_case"
    wrong = noor.tried("case", "list", "--json", secrets=("iets heel anders",))
    assert (wrong.code, wrong.json["error"]["code"]) == (3, "wrong_passphrase")
    assert wrong.json["error"]["field"] == "passphrase"
    nothing = Desk(tmp_path / "niets", "").tried("case", "list", "--json")
    assert (nothing.code, nothing.json["error"]["code"]) == (1, "no_home")


def test_warnings_are_objects_beside_the_data(noor: Desk, code: str) -> None:
    """Data on standard output alone, each warning on a line of its own beside it."""
    words = ("note", "add", code, "er staat 19:00, bel 06-12345678", "--offline", "--json")
    done = noor(*words)
    assert done.json["code"] == code
    assert {"code": "saved_here"}.items() <= told(done)[-1].items()
    assert all(set(one) == {"code", "text"} for one in told(done))


def test_what_needs_yes_says_so(noor: Desk, code: str) -> None:
    """What can not be undone is not done without --yes where nobody can be asked."""
    id = noor("worknote", "add", code, "zelf nagaan", "--offline", "--json").json["id"]
    done = noor.tried("worknote", "delete", code, id, "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "needs_yes")
    assert len(noor("worknote", "list", code, "--json").json) == 1


def test_a_sync_that_fails_has_its_data_and_the_error_beside_it(tmp_path: Path) -> None:
    """The data tells how far the device is; standard output has one document alone."""
    relay = Relay(tmp_path / "relay")
    try:
        desk = found(relay, tmp_path / "home")
    finally:
        relay.stop()
    done = desk.tried("sync", "--json")
    assert done.code == 1
    assert done.json["problem"]
    (error,) = [json.loads(line)["error"] for line in done.err.splitlines()]
    assert error["code"] == "unreachable"
