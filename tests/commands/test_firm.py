"""Starting a firm, inviting, joining, admitting; colleagues and the words they compare."""

from __future__ import annotations

import itertools
from pathlib import Path

import msgspec
import pytest

from shared.sealing.invitation import Link, link_text, read_link
from tests.commands.desk import PASSPHRASE, Desk, Relay, found, joined

WORDS = 5
NUMBERS = itertools.count(1)


@pytest.fixture
def fresh(tmp_path: Path) -> Desk:
    """Somebody who has nothing yet, by a name that nobody else has."""
    return Desk(tmp_path / "fresh", f"Colleague {next(NUMBERS)}")


def test_a_new_firm_gives_twelve_words_to_write_down(relay: Relay, tmp_path: Path) -> None:
    """The words are data; what to do with them is said beside it."""
    desk = Desk(tmp_path / "home", "Noor")

    done = desk(
        "init", "--json", "--relay", relay.address, "--code", relay.code(), "--firm", "Bureau",
        "--name", "Noor", "--device", "laptop",
    )  # fmt: skip

    told = done.json
    assert len(told["sheet"]) == 12
    assert (told["firm"], told["name"], told["device_name"]) == ("Bureau", "Noor", "laptop")
    assert (len(told["member"]), len(told["device"])) == (32, 32)
    assert told["relay"] == relay.address
    assert "on paper" in done.err
    # Single words of the list are ordinary English; two that follow each other are not said.
    assert not any(" ".join(two) in done.err for two in itertools.pairwise(told["sheet"]))


def test_what_is_not_given_is_asked_at_a_terminal(relay: Relay, tmp_path: Path) -> None:
    """Address, code, firm and name, in this order; the words come numbered, and the address."""
    desk = Desk(tmp_path / "home", "Noor")

    done = desk("init", typed=f"{relay.address}\n{relay.code()}\nBureau\nNoor\n")

    *words, address = done.out.splitlines()
    assert [line.split(".")[0].strip() for line in words] == [str(n) for n in range(1, 13)]
    assert address == f"relay: {relay.address}"
    me = desk("members", "--json").json[0]
    assert (me["name"], me["roles"]) == ("Noor", ["adviser", "coordinator"])


def test_without_a_terminal_the_missing_option_is_named(fresh: Desk) -> None:
    """A script is told what to add, and nothing was made."""
    done = fresh.tried("init", "--relay", "https://relay.example")

    assert done.code == 2
    assert "--code" in done.err
    assert not fresh.folder.exists()


@pytest.mark.parametrize("address", ["http://relay.example", "http://192.0.2.7:8080"])
def test_a_relay_elsewhere_must_have_https(fresh: Desk, address: str) -> None:
    """Plain http would show to everybody on the way who talks to the relay."""
    done = fresh.tried("init", "--relay", address, "--code", "A", "--firm", "B", "--name", "C")

    assert done.code == 1
    assert "https://" in done.err
    assert not fresh.folder.exists()


def test_a_wrong_code_leaves_nothing_behind(relay: Relay, fresh: Desk) -> None:
    """The relay refuses; the same folder can be used for the next try."""
    words = ["init", "--relay", relay.address, "--firm", "Bureau", "--name", "Samira", "--code"]

    refused = fresh.tried(*words, "AAAAA-BBBBB")

    assert refused.code == 1
    assert refused.err
    assert fresh(*words, relay.code()).code == 0


def test_a_passphrase_that_is_too_short_is_refused(relay: Relay, fresh: Desk) -> None:
    """Whoever has the disk can try as many as they like."""
    done = fresh.tried(
        "init", "--relay", relay.address, "--code", "A", "--firm", "B", "--name", "C",
        secrets=("kort",),
    )  # fmt: skip

    assert done.code == 1
    assert "Too short" in done.err
    assert not fresh.folder.exists()


def test_a_slip_in_the_second_passphrase_stops(relay: Relay, fresh: Desk) -> None:
    """Nobody is locked out by a typing mistake."""
    done = fresh.tried(
        "init", "--relay", relay.address, "--code", "A", "--firm", "B", "--name", "C",
        secrets=(PASSPHRASE, PASSPHRASE + "."),
    )  # fmt: skip

    assert done.code == 1
    assert "differ" in done.err


def test_a_home_is_not_founded_or_joined_over_another(relay: Relay, noor: Desk) -> None:
    """A home is never overwritten."""
    link = noor("invite", "Somebody").word

    for words in (["init", "--relay", relay.address], ["join", link]):
        done = noor.tried(*words)
        assert done.code == 1
        assert "home in this folder already" in done.err


def test_an_invitation_prints_the_link_alone(noor: Desk) -> None:
    """So that it can be piped; for whom and until when is said beside it."""
    done = noor("invite", "Samira Ait")

    assert done.word.startswith("luister:")
    assert "Samira Ait" in done.err
    told = noor("invite", "Samira Ait", "--role", "supervisor", "--json").json
    assert (told["name"], told["roles"]) == ("Samira Ait", ["supervisor"])
    assert told["expires"].endswith("Z")


def test_a_colleague_joins_compares_and_is_admitted(noor: Desk, fresh: Desk) -> None:
    """Both see the same five words; until they are compared nobody is in."""
    link = noor("invite", fresh.name).word
    answered = fresh("join", link, "--no-wait", "--json")
    early = fresh.tried("join", "--resume", "--no-wait")
    asked = noor.tried("admit", fresh.name, typed="no\n")
    words = fresh.tried("join", "--resume", "--no-wait", "--json")
    admitted = noor("admit", fresh.name, typed="yes\n")
    inside = fresh("join", "--resume", "--json")

    assert answered.json == {"event": "answered"}
    assert early.code == 1
    assert "Not yet" in early.err
    assert asked.code == 1
    assert "Nobody was admitted" in asked.err
    assert len(asked.out.split()) == WORDS
    assert words.json["words"] == asked.out.split()
    assert "is in the firm now" in admitted.out
    last = [msgspec.json.decode(line) for line in inside.out.splitlines()][-1]
    assert (last["event"], last["firm"]) == ("admitted", "Bureau Veilig Spreken")
    names = [row["name"] for row in fresh("members", "--json").json]
    assert names[0] == fresh.name
    assert "Noor Haverkamp" in names


def test_words_that_differ_admit_nobody(noor: Desk, fresh: Desk) -> None:
    """Given as an option, the words must be the five, in their order."""
    fresh("join", noor("invite", fresh.name).word, "--no-wait")
    (told,) = noor("admit", fresh.name, "--json").json
    turned = list(reversed(told["words"]))

    for words in ("a b c d e", " ".join(turned), " ".join(told["words"][:4]), ""):
        done = noor.tried("admit", fresh.name, "--words", words)
        assert done.code == 1
        assert "somebody may stand between you" in done.err

    assert fresh.name not in [row["name"] for row in noor("members", "--json").json]


def test_of_two_with_one_name_the_words_tell_who_is_meant(
    noor: Desk, fresh: Desk, tmp_path: Path
) -> None:
    """A link that went astray was answered too: only the one who was called gets in."""
    astray = Desk(tmp_path / "astray", "Somebody else")
    for desk in (astray, fresh):
        desk("join", noor("invite", fresh.name).word, "--no-wait")
    noor("admit", "--json")
    heard = fresh.tried("join", "--resume", "--no-wait", "--json").json["words"]

    unsure = noor.tried("admit", fresh.name, typed="yes\n")
    noor("admit", fresh.name, "--words", " ".join(heard))

    assert (unsure.code, "--words" in unsure.err) == (1, True)
    assert fresh("join", "--resume", "--no-wait").code == 0
    assert astray.tried("join", "--resume", "--no-wait").code == 1


def test_without_a_terminal_nobody_is_admitted_by_accident(noor: Desk, fresh: Desk) -> None:
    """The words are shown, and the way to go on is named."""
    fresh("join", noor("invite", fresh.name).word, "--no-wait")

    done = noor.tried("admit", fresh.name, piped="yes\n")

    assert done.code == 1
    assert "--words" in done.err


def test_who_has_not_answered_can_not_be_admitted(noor: Desk) -> None:
    """Nor who was not invited."""
    noor("invite", "Iemand Anders")

    assert "Nobody has answered" in noor.tried("admit", "Iemand").err
    unknown = noor.tried("admit", "Niemand")
    assert (unknown.code, "no open invitation for Niemand" in unknown.err) == (1, True)


def test_one_member_can_have_several_roles(noor: Desk, tmp_path: Path) -> None:
    """A second coordinator who keeps cases too."""
    desk = joined(noor, tmp_path / "home", "Ilse van Dam", "coordinator", "adviser")

    me = desk("members", "--json").json[0]

    assert me["roles"] == ["adviser", "coordinator"]
    assert desk("invite", "Iemand").word.startswith("luister:")
    assert desk("case", "new").word


def test_only_a_coordinator_invites_and_admits(joost: Desk) -> None:
    """Joost is an adviser."""
    for words in (["invite", "Iemand"], ["admit"]):
        done = joost.tried(*words)
        assert done.code == 1
        assert "Only a coordinator" in done.err


def test_a_link_works_once(noor: Desk, fresh: Desk, tmp_path: Path) -> None:
    """The second who uses it is told, and nothing is left in the folder."""
    link = noor("invite", fresh.name).word
    fresh("join", link, "--no-wait")
    second = Desk(tmp_path / "second", "Second")

    done = second.tried("join", link, "--no-wait")

    assert done.code == 1
    assert "used before" in done.err
    assert second.tried("join", "--resume").code == 1


def test_a_link_past_its_time_is_refused(noor: Desk, fresh: Desk) -> None:
    """Without asking the relay."""
    link = read_link(noor("invite", fresh.name).word)
    assert isinstance(link, Link)
    old = link_text(msgspec.structs.replace(link, expires=1_000))

    done = fresh.tried("join", old)

    assert done.code == 1
    assert done.err
    assert fresh.tried("join", "--resume").code == 1


@pytest.mark.parametrize("link", ["https://relay.example", "luister:AAAA", "", "luister:%%"])
def test_what_is_no_link_is_refused_before_a_passphrase_is_asked(fresh: Desk, link: str) -> None:
    """Typing mistakes are told at once."""
    done = fresh.tried("join", link, secrets=None)

    assert done.code == 1
    assert done.err
    assert not fresh.folder.exists()


def test_the_link_can_be_typed_so_that_no_other_program_sees_it(noor: Desk, fresh: Desk) -> None:
    """A command line can be read by every program of the machine."""
    link = noor("invite", fresh.name).word

    done = fresh("join", "--no-wait", typed=f"{link}\n")

    assert "--resume" in done.err


def test_resuming_asks_for_the_right_passphrase(noor: Desk, fresh: Desk) -> None:
    """The waiting keys are sealed like a home is."""
    fresh("join", noor("invite", fresh.name).word, "--no-wait")

    assert fresh.tried("join", "--resume", "--no-wait", secrets=("another one",)).code == 3
    assert "not admitted yet" in fresh.tried("case", "list").err


def test_ten_words_are_the_same_on_both_sides_and_are_written_down(
    relay: Relay, tmp_path: Path
) -> None:
    """The joiner has compared with the coordinator already; two joiners have not."""
    noor = found(relay, tmp_path / "noor")
    joost = joined(noor, tmp_path / "joost", "Joost Terlouw")
    samira = joined(noor, tmp_path / "samira", "Samira Ait")
    joost("sync")

    before = joost("words", "samira", "--json").json
    other = samira("words", "joost", "--json").json
    after = joost("words", "samira", "--compared", "--json").json

    assert len(before["words"]) == 10
    assert before["words"] == other["words"]
    assert (before["compared"], after["compared"], other["compared"]) == (False, True, False)
    rows = {row["name"]: row["compared"] for row in joost("members", "--json").json}
    assert rows == {"Joost Terlouw": True, "Noor Haverkamp": True, "Samira Ait": True}
    assert joost.tried("words", "joost").code == 1
    assert joost.tried("words", "nobody").code == 1


def test_members_have_one_shape_for_programs_and_one_line_for_each_device(
    noor: Desk, joost: Desk
) -> None:
    """Stable keys; last heard is an ISO time or nothing."""
    row = next(r for r in joost("members", "--json").json if r["name"] == noor.name)

    assert set(row) == {"member", "name", "roles", "me", "compared", "devices"}
    assert {tuple(sorted(device)) for device in row["devices"]} == {
        ("device", "last_heard", "name", "sheet", "this_one")
    }
    assert {len(cells) for cells in joost("members", "--plain").cells} == {7}
    assert "Noor Haverkamp: adviser, coordinator" in joost("members").out
