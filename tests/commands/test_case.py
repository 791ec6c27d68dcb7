"""Cases: opened, listed, shown, changed; found by code or the beginning of it."""

from __future__ import annotations

from shared.replica.change import Edit
from tests.commands.desk import Desk

VIEW = {"type", "id", "differs", "odd", "kept"}


def test_a_new_case_gets_a_code_that_says_nothing(noor: Desk) -> None:
    """A word and a number; the code alone is printed."""
    done = noor("case", "new", "--callsign", "Lies", "--safe-channel", "phone")

    word, _, number = done.word.partition("-")
    assert word.isalpha()
    assert number.isdecimal()
    assert "kept by the relay" in done.err


def test_a_new_case_for_programs(noor: Desk) -> None:
    """Stable keys, ids in hexadecimal, and whether the relay keeps it."""
    told = noor("case", "new", "--code", "vuurtoren-1", "--json").json

    assert set(told) == {"code", "circle", "kept", "unkept"}
    assert (told["code"], len(told["circle"]), told["kept"]) == ("vuurtoren-1", 32, True)
    twice = noor.tried("case", "new", "--code", "VUURTOREN-1")
    assert twice.code == 1
    assert "already" in twice.err


def test_a_choice_that_is_none_is_refused_with_the_choices(noor: Desk) -> None:
    """The words that records hold are listed."""
    done = noor.tried("case", "new", "--safe-channel", "duif")

    assert done.code == 2
    assert "in_person" in done.err


def test_a_number_that_could_be_a_bsn_is_not_saved(noor: Desk, code: str) -> None:
    """The rules of casework hold here too, and name the option."""
    done = noor.tried("case", "set", code, "--safe-times", "bel 123456782")

    assert done.code == 1
    assert "BSN" in done.err
    assert "--safe-times" in done.err
    assert noor("case", "show", code, "--json").json["case"]["safe_times"] == ""


def test_the_list_finds_by_words_and_is_the_same_in_three_forms(noor: Desk) -> None:
    """For people, for programs, and in plain lines."""
    noor("case", "new", "--code", "zilver-10", "--client", "Molenbouw NV", "--offline")
    noor("case", "new", "--code", "zilver-11", "--client", "Molenbouw NV", "--offline")

    rows = noor("case", "list", "molenbouw", "--json").json
    cells = noor("case", "list", "molenbouw", "--plain").cells
    text = noor("case", "list", "molenbouw").out

    assert sorted(row["code"] for row in rows) == ["zilver-10", "zilver-11"]
    assert set(rows[0]) == {
        "code", "client", "callsign", "status", "domain", "opened_on", "last_contact",
        "conflicts", "unkept", "shared_with", "circle",
    }  # fmt: skip
    assert [line[0] for line in cells] == [row["code"] for row in rows]
    assert {len(line) for line in cells} == {11}
    assert [line.split()[0] for line in text.splitlines()] == ["Code", *(r["code"] for r in rows)]
    limited = noor("case", "list", "molenbouw", "--limit", "1")
    assert len(limited.out.splitlines()) == 2
    assert "1 case is not shown" in limited.err
    assert noor("case", "list", "nergens te vinden").out == ""


def test_a_case_is_found_by_the_beginning_of_its_code(noor: Desk) -> None:
    """When it can be several, they are named, with ids that tell them apart."""
    noor("case", "new", "--code", "appel-10", "--offline")
    told = noor("case", "new", "--code", "appel-11", "--offline", "--json").json

    assert noor("case", "show", "APPEL-10", "--json").json["case"]["code"] == "appel-10"
    several = noor.tried("case", "show", "appel")
    assert several.code == 1
    assert "appel-10" in several.err
    assert told["circle"][:8] in several.err
    by_id = noor("case", "show", told["circle"][:8], "--json").json
    assert by_id["case"]["code"] == "appel-11"
    unknown = noor.tried("case", "show", "peer-99")
    assert (unknown.code, "no case peer-99" in unknown.err) == (1, True)


def test_fields_of_the_case_are_changed_and_emptied(noor: Desk, code: str) -> None:
    """Only what is named changes; an empty word empties."""
    told = noor("case", "set", code, "--safe-times", "na 18:00", "--domain", "both", "--json").json
    noor("case", "set", code, "--domain", "", "--offline")

    case = noor("case", "show", code, "--json").json["case"]

    assert sorted(told["changed"]) == ["domain", "safe_times"]
    assert (case["safe_times"], case["domain"]) == ("na 18:00", None)
    assert case["client"] == "Waterstaal Techniek BV"
    same = noor("case", "set", code, "--safe-times", "na 18:00", "--offline")
    assert "Nothing is different" in same.err


def test_the_status_goes_step_by_step(noor: Desk, code: str) -> None:
    """A step that can not be made is refused with those that can."""
    done = noor.tried("case", "set", code, "--status", "aftercare")

    assert done.code == 1
    assert "conflict_checked" in done.err
    unchecked = noor.tried("case", "set", code, "--status", "conflict_checked", "--offline")
    assert (unchecked.code, "First check for conflicts" in unchecked.err) == (1, True)


def test_a_case_has_one_shape_for_programs(noor: Desk, code: str) -> None:
    """Parts in lists, each entry with its id, and no difference where there is none."""
    noor("party", "add", code, "collega A", "--role", "witness", "--offline")

    told = noor("case", "show", code, "--json").json

    assert set(told) > {
        "circle", "case", "parties", "concerns", "contacts", "notes", "consents", "deleted",
        "differences", "lead", "holders", "of_newer_version", "options", "aftercare_checks",
    }  # fmt: skip
    (party,) = told["parties"]
    assert set(party) == VIEW | {
        "label", "role", "relation_to_reporter", "involvement", "unit", "group_size",
    }  # fmt: skip
    assert (party["type"], party["label"], party["kept"]) == ("party", "collega A", False)
    assert [row["name"] for row in told["holders"]] == ["Noor Haverkamp"]
    assert told["differences"] == []


def test_a_case_in_plain_lines(noor: Desk, code: str) -> None:
    """Kind, id, field and value; line ends are written out."""
    noor("note", "add", code, "een\ntwee \\ drie", "--offline")

    cells = noor("case", "show", code, "--plain").cells

    assert {len(line) for line in cells} == {4}
    (text,) = [line[3] for line in cells if line[2] == "text"]
    assert text == "een\\ntwee \\\\ drie"


def test_control_signs_of_others_reach_no_terminal(noor: Desk, code: str) -> None:
    """What another program wrote is shown, not obeyed: in text, plain lines and JSON."""
    with noor.session() as session:
        circle = session.case_named(code)
        assert circle is not None
        evil = "rood\x1b[31m\x9b2J\u202egip\x07"
        lives = session.case(circle).case.fields["client"]
        names = tuple(live.name for live in lives)
        session.save(circle, [Edit("case", circle, "client", evil, names)])
        session.save(circle, [Edit("note", bytes(16), "text", f"een\t{evil}")])

    for form in ([], ["--plain"], ["--json"]):
        for words in (["case", "show", code], ["case", "list"], ["search", "rood"]):
            out = noor(*words, *form).out
            assert "rood" in out
            assert not set(out) & set("\x1b\x9b\u202e\x07")
    assert "␛[31m" in noor("case", "show", code).out


def test_what_a_newer_program_wrote_is_kept_and_marked(noor: Desk, code: str) -> None:
    """Fields and kinds of a later version do not stop this one."""
    with noor.session() as session:
        circle = session.case_named(code)
        assert circle is not None
        session.save(circle, [Edit("case", circle, "domain", "of a later version")])
        session.save(circle, [Edit("weighing", bytes(16), "text", "x")])

    told = noor("case", "show", code, "--json").json
    text = noor("case", "show", code).out

    assert told["case"]["odd"] == {"domain": "of a later version"}
    assert told["of_newer_version"] == 1
    assert "newer version" in text
