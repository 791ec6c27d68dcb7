"""What is pasted, piped or mistyped: kept and shown unharmed, or refused with a reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.commands.desk import Desk

WEIRD = {
    "markup": "[/b] [red]rood[/] [@click=app.quit]weg[/]",
    "emoji": "👩‍👩‍👧 zei 🙂",
    "right to left": "a\u202eb\u200fc \u05d0\u05d1",
    "controls": "een\x1b[2J\x07twee\x9b3m",
    "combining": "Zoe\u0308",
    "lone surrogate": "los \ud800 teken",
    "undecodable": os.fsdecode(b"byte \xff einde"),
    "braces": "{0} %s %(x)s {wat}",
}


@pytest.mark.parametrize("text", WEIRD.values(), ids=WEIRD.keys())
def test_a_strange_text_is_kept_and_moves_no_cursor(noor: Desk, code: str, text: str) -> None:
    """In every kind that holds a text, and in every form in which it is shown."""
    noor("conflict-check", "add", code, "--method", "oral", "--result", "clear", "--offline")
    noor("party", "add", code, f"a {text}"[:150], "--offline")
    noor("note", "add", code, text, "--offline")
    noor("incident", "add", code, text, "--attribution", "reporter", "--offline")
    noor("option", "add", code, "own_log", "--title", text, "--offline")
    noor("consequence", "add", code, text, "--option", "own_log", "--direction", "negative",
         "--offline")  # fmt: skip
    document = noor("draft", "new", code, "letter", "--title", text, "--offline").word
    noor("draft", "write", code, document, text, "--offline")
    noor("reminder", "add", code, text, "--due", "today", "--offline")

    told = noor("case", "show", code, "--json").json
    kept = told["notes"][0]["text"]
    for word in ("rood", "zei", "twee", "einde", "teken", "wat", "Zo", "c"):
        assert (word in text) <= (word in kept)
    assert kept == told["incidents"][0]["what"] == told["versions"][0]["text"]
    assert not set(kept) & set("\x1b\x07\x9b")
    assert kept.encode("utf-8")
    for words in (
        ["case", "show", code], ["sheet", code], ["draft", "show", code, document],
        ["draft", "check", code, document], ["draft", "export", code, document],
        ["open-now", code], ["agenda"], ["audit", code], ["flags", code],
        ["consent", "ledger", code], ["route", "show", code],
    ):  # fmt: skip
        for form in ([], ["--plain"], ["--json"]):
            done = noor(*words, *form)
            assert not set(done.out + done.err) & set("\x1b\x07\x9b\u202e")


def test_a_million_signs_are_refused_with_a_reason(noor: Desk, code: str, tmp_path: Path) -> None:
    """Also by the acts; nothing is half saved."""
    path = tmp_path / "long"
    path.write_text("x" * 1_000_000, encoding="utf-8")
    id = noor("draft", "new", code, "letter", "--offline").word
    long = "x" * 100_001
    tries = [
        noor.tried("incident", "add", code, "--file", str(path), "--attribution", "reporter"),
        noor.tried("draft", "write", code, id, "--file", str(path)),
        noor.tried("worknote", "add", code, piped=long),
        noor.tried("decide", code, "--in-words", "-", piped=long),
        noor.tried("call", "--summary", "-", piped=long),
        noor.tried("option", "add", code, "own_log", "--title", "x" * 201),
        noor.tried("vault", "add", code, "--address", "-", "--reason-for-holding", "x",
                   piped=long),
    ]  # fmt: skip

    for done in tries:
        assert done.code == 1, done
        assert "too long" in done.err or "First check" in done.err
        assert done.out == ""
    told = noor("case", "show", code, "--json").json
    assert told["incidents"] == told["versions"] == told["options"] == told["decisions"] == []
    assert noor("vault", "status", code, "--json").json["state"] == "none"


def test_only_one_text_comes_in(noor: Desk, code: str) -> None:
    """Two dashes are not understood, and nothing is saved."""
    done = noor.tried("contact", "add", code, "--summary", "-", "--agreements", "-", piped="een")
    both = noor.tried("note", "add", code, "-", "--attribution", "reporter", piped="een")

    assert (done.code, "Only one text" in done.err) == (2, True)
    assert both.code == 0
    assert noor("case", "show", code, "--json").json["contacts"] == []


@pytest.mark.parametrize(
    "words",
    [
        ["option", "add", "{code}", "wraak"],
        ["decide", "{code}", "bestaat_niet", "--in-words", "x"],
        ["decide", "{code}", "--drop", "bestaat_niet"],
        ["route", "start", "{code}", "bestaat_niet"],
        ["route", "start", "{code}"],
        ["route", "end", "{code}", "ffff"],
        ["step", "do", "{code}", "submit"],
        ["step", "add", "{code}", "draft", "--route", "deadbeef"],
        ["draft", "show", "{code}", "geen"],
        ["draft", "write", "{code}", "geen", "x"],
        ["aftercare", "hold", "{code}"],
        ["aftercare", "plan", "{code}", "--on", "2999-01-01"],
        ["impact", "add", "{code}", "--scale", "11"],
        ["impact", "add", "{code}", "--scale", "vijf"],
        ["incident", "add", "{code}", "iets"],
        ["reminder", "add", "{code}", "iets", "--due", "gisteravond laat"],
        ["close", "{code}", "--outcome", "heard_only"],
        ["close", "{code}", "--undo"],
        ["consent", "withdraw", "{code}", "record_keeping"],
        ["conflict-check", "add", "{code}", "--method", "none_possible", "--result",
         "not_checkable"],
        ["party", "add", "{code}", "collega B", "--role", "alleged"],
        ["vault", "open", "{code}", "--reason", "x"],
        ["case", "set", "{code}", "--status", "closed"],
        ["open-now", "peer-99"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_can_not_be_is_refused_in_words(noor: Desk, code: str, words: list[str]) -> None:
    """An exit code, a reason, no data, and no trace in the case."""
    before = noor("case", "show", code, "--json").json

    done = noor.tried(*(word.format(code=code) for word in words))

    assert done.code in (1, 2), done
    assert done.err.strip()
    assert "Traceback" not in done.err
    assert done.out == ""
    assert noor("case", "show", code, "--json").json == before


def test_a_file_goes_nowhere_it_should_not(noor: Desk, code: str, tmp_path: Path) -> None:
    """No folder, a link to somewhere, a folder of that name: said, and nothing is written."""
    target = tmp_path / "target"
    target.write_text("van iemand anders", encoding="utf-8")
    link = tmp_path / "link"
    link.symlink_to(target)
    nowhere = tmp_path / "none" / "sheet.txt"

    for path in (link, tmp_path, nowhere, tmp_path / ("x" * 5_000)):
        for words in (["sheet", code, "--text"], ["agenda", "--ics"]):
            done = noor.tried(*words, str(path))
            assert done.code == 1, done
            assert done.err
    assert target.read_text(encoding="utf-8") == "van iemand anders"
    assert noor.tried("sheet", code, "--text", str(tmp_path), "--force").code == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link", "target"]
    dangling = tmp_path / "dangling"
    dangling.symlink_to(tmp_path / "gone")
    assert noor.tried("sheet", code, "--text", str(dangling), "--force").code == 1
    assert not (tmp_path / "gone").exists()


@pytest.mark.parametrize("made", [["case", "new"], ["call", "--callsign", "Lies"]])
def test_the_code_that_is_printed_is_the_one_that_later_commands_take(
    noor: Desk, made: list[str]
) -> None:
    """What moves a cursor is no part of it; what cannot be said is no code."""
    drawn = noor("case", "new", "--offline").word
    typed = f"  {drawn}\tb\nc\x1b[2J "
    option = ["case", "new", "--code", typed] if made[0] == "case" else []
    told = noor(*(option or made), "--offline", "--json").json
    assert told["code"].isprintable()
    assert noor("case", "show", told["code"], "--json").json["circle"] == told["circle"]
    for code in ("🙂🙂", "[/]", "\x1b\x07", "…"):
        done = noor.tried("case", "new", "--code", code, "--json")
        assert done.json["error"]["code"] == "no_code", code
        assert noor.tried("case", "set", drawn, "--code", code).code == 1


@pytest.mark.parametrize("day", ["2026-99-99", "gisteren of zo", "2026-02-30", "\x1b[2J"])
def test_a_day_that_does_not_exist_is_refused_wherever_it_is_typed(
    noor: Desk, code: str, day: str
) -> None:
    """In the words of the rule, with the option; nothing is left out of a list in silence."""
    for words in (
        ["agenda", "--until", day],
        ["consent", "add", code, "record_keeping", "--given", "--on", day],
        ["aftercare", "plan", code, "--on", day],
        ["decide", code, "--on", day],
        ["decision", "think", code, "--until", day],
        ["step", "do", code, "talk_to_manager", "--on", day],
        ["reminder", "add", code, "bellen", "--due", day],
    ):
        done = noor.tried(*words, "--json")
        assert done.code in (1, 2), done
        assert "Traceback" not in done.err
        if words[0] != "step":
            assert done.json["error"]["code"] == "not_a_date", done


@pytest.mark.parametrize("number", ["-1", "tien", "9" * 30, "1.5", "１"])
def test_a_number_that_is_none_is_refused(noor: Desk, code: str, number: str) -> None:
    """Also one that no store could count to."""
    for words in (["case", "list"], ["audit", code], ["search", "rooster"]):
        done = noor.tried(*words, f"--limit={number}")
        assert done.code == 2
        assert "whole number" in done.err
    assert noor.tried("case", "list", f"--passphrase-fd={number}").code == 2
