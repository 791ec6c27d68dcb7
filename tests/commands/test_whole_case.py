"""A case from the first call to closing and back, with commands alone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.commands.desk import Desk

EXPLAINED = (
    "role", "independence", "secrecy-unless", "no-truth-finding", "control-with-reporter",
    "what-is-recorded", "retention", "rights", "complaint-about-adviser",
)  # fmt: skip


def shown(desk: Desk, code: str) -> Any:
    """The case as programs see it."""
    return desk("case", "show", code, "--json").json


def open_things(desk: Desk, code: str) -> list[str]:
    """What is to do now, in the words of programs."""
    return [one["what"] for one in desk("open-now", code, "--json").json]


def add(desk: Desk, *words: str, **surroundings: str) -> str:
    """Carry out a command that adds something; gives its short id."""
    return desk(*words, "--offline", **surroundings).word


def to_exploring(desk: Desk) -> str:
    """A new case in which there was a first talk, and options were thought of."""
    code = add(desk, "call", "--callsign", "Lies", "--client", "Waterstaal", "--domain",
               "undesirable_behaviour", "--kind", "admin")  # fmt: skip
    add(desk, "conflict-check", "add", code, "--method", "oral", "--result", "clear")
    given = [word for name in EXPLAINED for word in (f"--{name}", "yes")]
    add(desk, "explanation", "add", code, *given)
    add(desk, "consent", "add", code, "record_keeping", "--given", "--form", "oral")
    add(desk, "contact", "add", code, "--kind", "first_talk", "--summary", "luisterend oor")
    add(desk, "option", "add", code, "complaint-internal")
    add(desk, "option", "add", code, "talk_manager")
    for option in ("complaint_internal", "talk-manager"):
        for direction, text in (("positive", "het wordt gehoord"), ("negative", "het kost tijd")):
            add(desk, "consequence", "add", code, text, "--option", option, "--direction",
                direction)  # fmt: skip
    return code


def to_supporting(desk: Desk) -> str:
    """A case on its way to the internal committee."""
    code = to_exploring(desk)
    add(desk, "decide", code, "complaint_internal", "--in-words", "ik wil gehoord worden",
        "--reflection-waived", "ik heb er lang over gedacht")  # fmt: skip
    add(desk, "route", "start", code)
    return code


def test_the_status_follows_what_is_written_down(noor: Desk) -> None:
    """From new to exploring, step by step; what is open changes with it."""
    code = add(noor, "call", "--callsign", "Lies")
    began = shown(noor, code)["case"]
    first = open_things(noor, code)
    early = noor.tried("case", "set", code, "--status", "conflict_checked")
    checked = noor(
        "conflict-check",
        "add",
        code,
        "--method",
        "oral",
        "--result",
        "clear",
        "--json",
        "--offline",
    )
    add(noor, "explanation", "add", code, "--role", "yes")
    told = shown(noor, code)["case"]
    add(noor, "option", "add", code, "own_log")

    assert (began["status"], began["callsign"], began["channel"]) == ("new", "Lies", "phone")
    assert {"conflict_check", "explanation", "record_keeping"} <= set(first)
    assert (early.code, "First check for conflicts" in early.err) == (1, True)
    assert checked.json["status"] == "conflict_checked"
    assert "The case is now" in checked.err
    assert told["status"] == "intake"
    assert shown(noor, code)["case"]["status"] == "intake", "nobody has talked yet"
    add(noor, "contact", "add", code, "--kind", "first_talk")
    assert shown(noor, code)["case"]["status"] == "exploring"
    assert "weigh" not in open_things(noor, code)[0]


def test_a_check_that_finds_no_freedom_leaves_the_case_where_it_was(noor: Desk) -> None:
    """It waits to be sent elsewhere, and nothing moves it on."""
    code = add(noor, "call", "--callsign", "Lies")
    noor(
        "conflict-check", "add", code, "--method", "oral", "--result", "conflict",
        "--conflict-kind", "adviser_is_subject", "--against-adviser", "noor",
        "--decision", "refer_to_colleague", "--offline",
    )  # fmt: skip

    assert shown(noor, code)["case"]["status"] == "new"
    assert open_things(noor, code)[0] == "send_on"
    alone = noor.tried(
        "conflict-check", "add", code, "--method", "oral", "--result", "conflict",
        "--conflict-kind", "adviser_is_subject", "--decision", "proceed",
    )  # fmt: skip
    assert (alone.code, "--decision" in alone.err) == (1, True)


def test_a_formal_route_asks_for_weighing_and_time_first(noor: Desk, code: str) -> None:
    """And nothing becomes a route that the reporter did not choose (rules 10 and 12)."""
    add(noor, "conflict-check", "add", code, "--method", "oral", "--result", "clear")
    add(noor, "option", "add", code, "complaint_internal")

    unweighed = noor.tried("decide", code, "complaint_internal", "--in-words", "dit wil ik")
    wordless = noor.tried("decide", code, "complaint_internal")
    unchosen = noor.tried("route", "start", code, "complaint_internal")
    by_hand = noor.tried("option", "edit", code, "complaint_internal", "--status", "chosen")

    everything = noor.tried("decide", code, "complaint_internal", "--json").json["error"]
    said = [everything["text"], *everything["next"]]
    assert [line.partition(":")[0] for line in said[:-1]] == [
        "--in-words", "OPTION", "--reflection-until",
    ]  # fmt: skip
    assert (unweighed.code, "This is a formal route" in unweighed.err) == (1, True)
    assert (wordless.code, "own words" in wordless.err, "--in-words" in wordless.err) == (
        1, True, True,
    )  # fmt: skip
    assert (unchosen.code, "Only what the reporter chose" in unchosen.err) == (1, True)
    assert (by_hand.code, "Only the reporter chooses" in by_hand.err) == (1, True)
    assert shown(noor, code)["decisions"] == []


def test_nothing_chosen_is_a_complete_choice(noor: Desk, code: str) -> None:
    """It closes without a warning (rule 11), is counted once, and can be taken back today."""
    add(noor, "conflict-check", "add", code, "--method", "oral", "--result", "clear")
    chosen = noor("decide", code, "--in-words", "ik laat het hierbij", "--offline", "--json").json
    before = len(_rows(noor))
    closed = noor("close", code, "--outcome", "heard_only", "--json", "--offline").json
    counted = len(_rows(noor)) - before
    again = noor.tried("close", code, "--outcome", "heard_only")
    added = noor.tried("note", "add", code, "nog iets")
    undone = noor("close", code, "--undo", "--json", "--offline").json

    assert chosen["status"] == "no_further_step"
    assert (closed["status"], closed["left"], counted) == ("closed", [], 1)
    assert (again.code, "This case is closed" in again.err) == (1, True)
    assert (added.code, "This case is closed" in added.err) == (1, True)
    assert undone["status"] == "no_further_step"
    assert len(_rows(noor)) == before


def _rows(desk: Desk) -> list[bytes]:
    """The rows of statistics that count."""
    from shared.casework.ending.closing import read_rows, rows_that_count

    with desk.session() as session:
        return [row.id for row in rows_that_count(read_rows(session.stat_rows()))]


def test_time_to_think_becomes_the_choice(noor: Desk, code: str) -> None:
    """A day in the past is no time to think; a choice is confirmed later."""
    add(noor, "conflict-check", "add", code, "--method", "oral", "--result", "clear")
    add(noor, "option", "add", code, "own_log")
    add(noor, "option", "add", code, "talk_hr")
    thinking = noor("decision", "think", code, "--offline", "--json").json
    past = noor.tried("decision", "think", code, "--until", "2020-01-01")
    early = noor.tried("decision", "confirm", code)
    made = noor(
        "decide", code, "own_log", "--drop", "talk-hr", "--in-words", "ik schrijf het op",
        "--offline", "--json",
    ).json  # fmt: skip
    add(noor, "decision", "confirm", code)

    case = shown(noor, code)
    (decision,) = case["decisions"]
    options = {one["option_type"]: one["status"] for one in case["options"]}
    assert thinking["status"] == "reflection"
    assert (past.code, "after today" in past.err) == (1, True)
    assert (early.code, "has not chosen yet" in early.err) == (1, True)
    assert made["id"] == thinking["id"] == decision["id"]
    assert options == {"own_log": "chosen", "talk_hr": "discarded"}
    assert decision["reconfirmed_on"]
    assert case["case"]["status"] == "supporting"


def test_nothing_leaves_without_a_consent_in_writing(noor: Desk) -> None:
    """Handing in asks for a consent of that scope, for that party (rules 8 and 9)."""
    code = to_supporting(noor)
    document = add(noor, "draft", "new", code, "complaint", "--title", "klacht")

    refused = noor.tried("step", "do", code, "submit", "--document", document)
    add(noor, "consent", "add", code, "submit_document", "--to", "complaints-committee", "--given",
        "--form", "oral")  # fmt: skip
    spoken = noor.tried("step", "do", code, "submit", "--consent", "submit_document")
    add(noor, "consent", "add", code, "submit_document", "--to", "complaints_committee", "--given",
        "--form", "signed")  # fmt: skip
    done = noor("step", "do", code, "submit", "--document", "klacht", "--offline", "--json")
    case = shown(noor, code)

    assert (refused.code, "Ask the reporter first" in refused.err) == (1, True)
    assert "somebody new gets to know" in refused.err
    asks = f"luister consent add {code} submit_document --to complaints_committee --given"
    assert asks in refused.err
    assert (spoken.code, "in writing" in spoken.err) == (1, True)
    assert done.json["status"] == "waiting"
    (kept,) = case["documents"]
    (route,) = noor("route", "show", code, "--json").json
    assert kept["submitted_on"] == route["submitted_on"] != ""
    knows = {one["role"] for one in noor("guard", "knows", code, "--json").json}
    assert "complaints_committee" in knows
    ledger = noor("consent", "ledger", code, "--json").json
    signed = next(one for one in ledger if one["form"] == "signed")
    assert {one["type"] for one in signed["rests_on_it"]} == {"step", "document"}
    withdrawn = noor("consent", "withdraw", code, signed["id"], "--offline")
    assert "can not be taken back" in withdrawn.err
    text = noor("consent", "ledger", code).out
    assert "Handing in a document" in text
    assert "done" in text


def test_a_route_is_gone_watched_and_ended(noor: Desk) -> None:
    """Steps in their order, a look at confidence, who knows, and what it led to."""
    code = to_supporting(noor)
    steps = [one["step_type"] for one in shown(noor, code)["steps"]]
    twice = noor.tried("route", "start", code)
    add(noor, "step", "do", code, "explain_scheme", "--result", "uitgelegd")
    guard = noor("guard", "add", code, "--confidentiality-ok", "yes", "--offline", "--json").json
    future = noor.tried("guard", "add", code, "--checked-on", "2999-01-01")
    text = noor("route", "show", code).out
    ended = noor(
        "route", "end", code, "complaint_internal", "--outcome", "complaint_upheld", "--offline",
        "--json",
    ).json  # fmt: skip

    assert {"draft", "submit", "hearing", "decision_received"} <= set(steps)
    assert (twice.code, "already" in twice.err) == (1, True)
    assert (future.code, "has not come yet" in future.err) == (1, True)
    (look,) = shown(noor, code)["guards"]
    (route,) = shown(noor, code)["routes"]
    assert (look["id"], look["route"]) == (guard["id"], route["id"])
    assert "[x]" in text
    assert "[ ]" in text
    assert (route["status"], route["outcome"]) == ("finished", "complaint_upheld")
    assert ended["id"] == route["id"]


def test_a_document_is_written_in_versions_and_looked_over(
    noor: Desk, code: str, tmp_path: Path
) -> None:
    """From the template; nothing is written over, and the reporter gets it without questions."""
    id = add(noor, "draft", "new", code, "complaint", "--title", "klacht")
    template = noor("draft", "show", code, id).out
    empty = noor.tried("draft", "export", code, id)
    first = noor("draft", "write", code, id, "--offline", "--json", piped=template).json
    told = template.replace("What happened", "What happened\nHij deed altijd gemeen.", 1)
    add(noor, "draft", "write", code, "klacht", told)
    same = noor("draft", "write", code, id, told, "--offline")
    path = tmp_path / "klacht.txt"
    noor("draft", "export", code, id, "--to", str(path))
    exists = noor.tried("draft", "export", code, id, "--to", str(path))
    forced = noor("draft", "export", code, id, "--to", str(path), "--force", "--version", "1")

    assert "What happened" in template
    assert (empty.code, "no text of this document" in empty.err) == (1, True)
    assert noor("draft", "show", code, "--json").json[0]["versions"][0]["id"] == first["id"]
    assert len(shown(noor, code)["versions"]) == 2
    assert "Nothing is different" in same.err
    remarks = noor("draft", "check", code, id, "--json").json
    before = noor("draft", "check", code, id, "--version", "1", "--json").json
    assert {one["what"] for one in remarks} == {"judgement"}
    assert {one["about"] for one in before if one["what"] == "missing"} >= {"What happened"}
    assert "altijd" in noor("draft", "check", code, id).out
    assert (exists.code, "already" in exists.err) == (1, True)
    assert "not locked" in forced.err
    assert path.stat().st_mode & 0o777 == 0o600
    assert "altijd" not in path.read_text(encoding="utf-8")
    assert "What was said and done?" not in path.read_text(encoding="utf-8")
    assert [one.name for one in tmp_path.iterdir()] == ["klacht.txt"]
    assert noor.tried("draft", "delete", code, first["id"], "--offline").code == 1
    noor("draft", "delete", code, id, "--offline")
    assert shown(noor, code)["versions"] == []
    noor("draft", "restore", code, id, "--offline")
    assert len(shown(noor, code)["versions"]) == 2


def test_a_helper_is_told_nothing_without_a_consent(noor: Desk, code: str) -> None:
    """Pointing the way shares nothing; introducing asks first; a crisis is said at once."""
    add(noor, "impact", "add", code, "--self-harm-signal", "yes", "--at-home", "onrustig")
    found = noor("referral", "suggest", code, "--json")
    shared = noor.tried(
        "referral", "add", code, "coach", "--information-shared", "het hele verhaal"
    )
    warm = noor.tried(
        "referral", "add", code, "coach", "--mode", "warm_handover", "--status", "handed_over"
    )
    add(noor, "consent", "add", code, "referral_warm", "--to", "helper", "--given", "--form",
        "message")  # fmt: skip
    add(noor, "referral", "add", code, "coach", "--mode", "warm-handover", "--status",
        "handed-over", "--consent", "referral_warm")  # fmt: skip

    assert found.json["categories"][0]["category"] == "suicide_prevention"
    assert "113" in found.err
    assert (shared.code, "nothing about the reporter is shared" in shared.err) == (1, True)
    assert (warm.code, "Ask the reporter first" in warm.err) == (1, True)
    (referral,) = shown(noor, code)["referrals"]
    assert (referral["status"], referral["mode"]) == ("handed_over", "warm_handover")
    assert noor("referral", "suggest", code).out.startswith("suicide_prevention")


def test_nobody_is_called_outside_what_was_agreed(noor: Desk) -> None:
    """Rule 14: an agreement, a consent for it, and its days."""
    code = to_supporting(noor)
    add(noor, "route", "end", code, "complaint_internal", "--outcome", "complaint_upheld")
    without = noor.tried("aftercare", "may-call", code, "--json")
    refused = noor.tried("aftercare", "plan", code, "--initiator", "adviser_allowed")
    strange = noor.tried("aftercare", "plan", code, "--weeks", "straks")
    add(noor, "consent", "add", code, "aftercare_contact", "--given", "--form", "oral")
    planned = noor(
        "aftercare", "plan", code, "--initiator", "adviser_allowed", "--weeks", "1,3",
        "--offline", "--json",
    ).json  # fmt: skip
    now = noor.tried("aftercare", "may-call", code)
    half = noor.tried("aftercare", "hold", code, "--behaviour-stopped", "yes")
    held = noor(
        "aftercare", "hold", code, "--behaviour-stopped", "no", "--sufficiently-addressed",
        "partly", "--help-needed", "yes", "--offline",
    )  # fmt: skip
    extra = noor.tried("aftercare", "plan", code)
    add(noor, "aftercare", "change-plan", code, "--ends-on", "2030-01-01")

    assert (without.code, without.json["why"]) == (1, "no_plan")
    assert (refused.code, "--consent" in refused.err) == (1, True)
    assert (strange.code, "--weeks" in strange.err) == (1, True)
    assert len(planned["talks"]) == 2
    assert planned["status"] == "aftercare"
    assert (now.code, "Do not call before the day" in now.out) == (1, True)
    assert (half.code, "--sufficiently-addressed" in half.err) == (1, True)
    assert "The reporter needs help" in held.err
    assert (extra.code, "agreed already" in extra.err) == (1, True)
    checks = shown(noor, code)["aftercare_checks"]
    assert [bool(one["held_on"]) for one in checks].count(True) == 1


def test_what_is_left_over_is_asked_before_closing(noor: Desk) -> None:
    """A yes in words closes; a word that is none does not, and a script says --yes."""
    code = to_supporting(noor)
    words = ("close", code, "--outcome", "unknown", "--offline")
    alone = noor.tried(*words)
    doubting = noor.tried(*words, typed="ja hoor\n")
    open_still = shown(noor, code)["case"]["status"]
    sure = noor(*words, "--json", typed="yes\n")

    assert (alone.code, "--yes" in alone.err) == (2, True)
    assert (doubting.code, "Nothing was done" in doubting.err) == (1, True)
    assert open_still == "supporting"
    assert sure.json["status"] == "closed"
    assert len(sure.json["left"]) == 2


def test_a_reporter_comes_back_with_or_without_a_link(noor: Desk, code: str) -> None:
    """A new case; the link is the reporter's choice and lies on a consent."""
    early = noor.tried("reopen", code)
    add(noor, "conflict-check", "add", code, "--method", "oral", "--result", "clear")
    noor("close", code, "--outcome", "heard_only", "--offline")
    plain = noor("reopen", code, "--offline").word
    linked = noor("reopen", code, "--link", "--form", "oral", "--afresh", "--offline").word
    by_hand = noor.tried("case", "set", plain, "--linked-case", code)

    assert (early.code, "not closed" in early.err) == (1, True)
    case = shown(noor, plain)["case"]
    assert (case["linked_case"], case["client"]) == (None, "Waterstaal Techniek BV")
    second = shown(noor, linked)
    assert second["case"]["client"] == ""
    assert second["case"]["linked_case"] == shown(noor, code)["circle"]
    assert [one["scope"] for one in second["consents"]] == ["link_cases"]
    assert (by_hand.code, "Ask for consent to link" in by_hand.err) == (1, True)
    noor("case", "set", linked, "--linked-case", "", "--offline")
    assert shown(noor, linked)["case"]["linked_case"] is None


def test_silence_is_broken_only_with_all_six_conditions(noor: Desk, code: str) -> None:
    """Rule 30, with the option that is missing."""
    words = ("disclosure", "add", code, "--basis", "conflict_of_duties", "--to-whom", "police",
             "--what", "het gevaar", "--rationale", "gewogen")  # fmt: skip
    five = [
        word
        for name in ("consent-sought", "conscience", "no-other-way", "serious-harm",
                     "prevents-harm")
        for word in (f"--{name}", "ja")
    ]  # fmt: skip
    short = noor.tried(*words, *five)
    add(noor, *words, *five, "--no-further", "niets meer")

    assert (short.code, "--no-further" in short.err) == (1, True)
    assert "All six conditions" in short.err
    assert len(shown(noor, code)["disclosures"]) == 1
    assert "tell_reporter" in open_things(noor, code)


def test_a_case_is_shown_by_stage_with_what_is_open(noor: Desk) -> None:
    """All kinds in the order of the work, then what there is to do."""
    code = to_supporting(noor)
    text = noor("case", "show", code).out
    told = shown(noor, code)

    heads = ["Before the story is told", "Consents", "Contacts and notes",
             "Options and the choice", "Routes", "Open now"]  # fmt: skip
    assert [text.index(head) for head in heads] == sorted(text.index(head) for head in heads)
    assert told["flags"] == []
    assert {one["what"] for one in told["open_now"]} >= {"next"}
    plain = {line[0] for line in noor("case", "show", code, "--plain").cells}
    assert plain >= {"case", "conflict_check", "option", "consequence", "decision", "route", "step"}
    assert noor("open-now", code, "--plain").cells
    assert "Do the next step of the route" in noor("open-now", code).out


def test_a_reminder_is_due_and_done(noor: Desk, code: str, tmp_path: Path) -> None:
    """In the agenda of all cases, by code and kind alone; and as a calendar."""
    day = (date.fromisoformat(_today(noor, code)) + timedelta(days=1)).isoformat()
    id = add(noor, "reminder", "add", code, "stukken opsturen", "--due", day)
    noor("case", "set", code, "--client", "Zeer Herkenbaar BV", "--offline")
    due = [one for one in noor("agenda", "--json").json if one["code"] == code]
    text = noor("agenda", "--until", day).out
    path = tmp_path / "agenda.ics"
    noor("agenda", "--ics", str(path))
    late = noor.tried("agenda", "--ics", str(path))
    add(noor, "reminder", "edit", code, id, "--done-on", "today")

    assert [one["kind"] for one in due if one["kind"] == "reminder"] == ["reminder"]
    told = {"code", "kind", "due", "pressing", "quiet", "circle", "id", "route"}
    assert told == set(due[0])
    assert code in text
    for out in (text, path.read_text(encoding="utf-8"), noor("agenda", "--plain").out):
        assert "Herkenbaar" not in out
        assert "stukken" not in out
    assert "BEGIN:VCALENDAR" in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o600
    assert (late.code, "already" in late.err) == (1, True)
    after = [one["kind"] for one in noor("agenda", "--json").json if one["code"] == code]
    assert "reminder" not in after


def _today(desk: Desk, code: str) -> str:
    return str(shown(desk, code)["case"]["opened_on"])


def test_the_sheet_says_nothing_of_whose_case_it_is(noor: Desk, tmp_path: Path) -> None:
    """Printed, as text and as a page; what told it is left out and counted."""
    code = to_exploring(noor)
    add(noor, "consequence", "add", code, f"Waterstaal en {code} en Noor Haverkamp",
        "--option", "talk_manager", "--direction", "neutral")  # fmt: skip
    printed = noor("sheet", code)
    told = noor("sheet", code, "--json").json
    noor("sheet", code, "--text", str(tmp_path / "sheet.txt"))
    noor("sheet", code, "--pdf", str(tmp_path / "sheet.pdf"))

    assert "What speaks for it" in printed.out
    for word in ("Waterstaal", code, "Noor", "Veilig Spreken", "Lies"):
        assert word not in printed.out
    assert "left out" in printed.err
    assert (told["options"], told["text"]) == (2, printed.out)
    assert (tmp_path / "sheet.txt").read_text(encoding="utf-8") == printed.out
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600


def test_options_are_suggested_and_filled_in(noor: Desk, code: str) -> None:
    """A beginning in plain words; an option holds what it usually keeps."""
    noor("case", "set", code, "--domain", "undesirable_behaviour", "--offline")
    found = noor("option", "suggest", code, "--json").json
    add(noor, "option", "add", code, "self_address", "--keeps-control", "partly")
    again = noor("option", "suggest", code, "--plain").cells
    (option,) = shown(noor, code)["options"]

    assert {"none_story_told", "self_address", "complaint_internal"} <= {
        one["option_type"] for one in found
    }
    assert all(one["says"] for one in found)
    assert "self_address" not in {line[0] for line in again}
    assert len(noor("option", "suggest", code, "--all", "--json").json) > len(found)
    assert (option["keeps_anonymity"], option["keeps_control"]) == ("no", "partly")
    assert option["raised_by"] == "adviser"


def test_consequences_are_shown_below_their_option(noor: Desk, code: str) -> None:
    """And a concern is the reporter's when nothing else is said."""
    for option in ("own_log", "talk_manager"):
        add(noor, "option", "add", code, option)
    add(noor, "consequence", "add", code, "van het gesprek", "--option", "talk_manager",
        "--direction", "positive")  # fmt: skip
    add(noor, "consequence", "add", code, "van het logboek", "--option", "own_log",
        "--direction", "negative")  # fmt: skip
    noor("concern", "add", code, "--concern-type", "bullying", "--offline")

    text = noor("case", "show", code).out.partition("Open now")[0]
    log, manager = text.index("Keep an own log"), text.index("Talk with the manager")
    own, talk = text.index("van het logboek"), text.index("van het gesprek")
    assert log < own < manager < talk or manager < talk < log < own
    (concern,) = noor("case", "show", code, "--json").json["concerns"]
    assert concern["attribution"] == "reporter"
