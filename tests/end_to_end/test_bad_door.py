"""Codes, links and addresses that are wrong, used up or past their time: each is told, and
nothing is left behind that would stand in the way of the next try."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import msgspec
import pytest

from shared.protocol.messages import BOX_LIFE
from shared.protocol.refusal import Refusal
from shared.sealing.invitation import Link, LinkFault, link_text, read_link
from tests.end_to_end.people import DOOR, PASSPHRASE, founded, real
from tests.end_to_end.relay_at_work import RelayAtWork, free_port
from tui.local.front import OCCUPIED, FrontJoining, HomeFront
from tui.local.port import Invitation
from tui.local.problem import Trouble
from tui.local.session import Session
from tui.ports import Founded, HomeState, Problem


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RelayAtWork]:
    """One for the whole module."""
    folder = tmp_path_factory.mktemp("door")
    with RelayAtWork(folder / "relay", folder / "relay.log") as made:
        yield made


@pytest.fixture
async def noor(relay: RelayAtWork, tmp_path: Path) -> AsyncIterator[Session]:
    """A coordinator."""
    session = await founded(tmp_path / "noor", relay.address, relay.code)
    yield session
    session.lock()


async def found(folder: Path, address: str, code: str) -> Founded | Problem:
    """Try to make a firm."""
    return await HomeFront(folder, DOOR).found(address, code, "Firma", "Bo", "pc", PASSPHRASE)


async def join(folder: Path, link: str) -> FrontJoining | Problem:
    """Try to join one."""
    return await HomeFront(folder, DOOR).join(link, "Bo", "pc", PASSPHRASE)


async def invited(noor: Session, name: str = "Bo") -> str:
    """A good link."""
    made = await noor.invite(name, "adviser", noor.now())
    assert isinstance(made, Invitation), made
    return made.link


def assert_nothing(folder: Path) -> None:
    """No key, no database, no answer was left behind."""
    assert HomeFront(folder, DOOR).state() is HomeState.empty
    assert {path.name for path in folder.glob("*")} <= {"lock"}


# Enrolment


async def test_a_code_is_good_for_one_firm(relay: RelayAtWork, tmp_path: Path) -> None:
    """The second who uses it is told, and can go on with another."""
    code = relay.code
    first = await found(tmp_path / "first", relay.address, code)
    assert isinstance(first, Founded)
    real(first.session).lock()

    second = await found(tmp_path / "second", relay.address, code)
    assert isinstance(second, Problem)
    assert second.field == "code"
    assert second.text in {refusal.text for refusal in Refusal}
    assert_nothing(tmp_path / "second")

    again = await found(tmp_path / "second", relay.address, relay.code)
    assert isinstance(again, Founded)
    real(again.session).lock()


@pytest.mark.parametrize("code", ["AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", "x", "é", "a b", "A" * 200, ""])
async def test_a_code_that_the_relay_never_made(
    relay: RelayAtWork, tmp_path: Path, code: str
) -> None:
    """Typed wrongly, or made up."""
    outcome = await found(tmp_path / "bo", relay.address, code)
    assert outcome == Problem(Refusal.NOT_ADMITTED.text, field="code")
    assert_nothing(tmp_path / "bo")


async def test_a_code_as_people_type_it(relay: RelayAtWork, tmp_path: Path) -> None:
    """In small letters, with blanks for dashes."""
    typed = f" {relay.code.lower().replace('-', ' ')} "
    outcome = await found(tmp_path / "bo", relay.address, typed)
    assert isinstance(outcome, Founded)
    real(outcome.session).lock()


# Addresses


@pytest.mark.parametrize(
    "address", ["http://relay.example", "http://10.0.0.7:8470", "http://127.0.0.1.example:80"]
)
async def test_plain_http_goes_to_this_computer_only(
    noor: Session, tmp_path: Path, address: str
) -> None:
    """On the way to another machine everybody could listen: in founding and in a link."""
    outcome = await found(tmp_path / "bo", address, "ABCDE")
    assert outcome == Problem(Trouble.plain_http.value, field="relay")
    assert_nothing(tmp_path / "bo")

    link = read_link(await invited(noor))
    assert isinstance(link, Link)
    elsewhere = link_text(msgspec.structs.replace(link, relay=address))
    joined = await join(tmp_path / "bo", elsewhere)
    assert isinstance(joined, Problem)
    assert joined.text == Trouble.plain_http.value
    assert_nothing(tmp_path / "bo")


@pytest.mark.parametrize("address", ["", "relay", "ftp://relay.example", "https://", "https://a b"])
async def test_an_address_that_is_none(tmp_path: Path, address: str) -> None:
    """Nobody is dialled."""
    outcome = await found(tmp_path / "bo", address, "ABCDE")
    assert outcome == Problem(Trouble.bad_address.value, field="relay")
    assert_nothing(tmp_path / "bo")


async def test_a_relay_that_is_not_there(noor: Session, tmp_path: Path) -> None:
    """Nothing answers: in founding and in joining it is tried again later."""
    nowhere = f"http://127.0.0.1:{free_port()}"
    outcome = await found(tmp_path / "bo", nowhere, "ABCDE")
    assert outcome == Problem(Trouble.unreachable.value, field="relay")
    assert_nothing(tmp_path / "bo")

    link = read_link(await invited(noor))
    assert isinstance(link, Link)
    joined = await join(tmp_path / "bo", link_text(msgspec.structs.replace(link, relay=nowhere)))
    assert isinstance(joined, Problem)
    assert joined.text == Trouble.unreachable.value
    assert_nothing(tmp_path / "bo")


async def test_a_home_that_is_there_is_not_overwritten(relay: RelayAtWork, noor: Session) -> None:
    """Neither by founding nor by joining in the same folder."""
    folder, link = noor.home.folder, await invited(noor)
    noor.lock()
    assert await found(folder, relay.address, relay.code) == Problem(OCCUPIED)
    assert await join(folder, link) == Problem(OCCUPIED)
    assert isinstance(await HomeFront(folder, DOOR).unlock(PASSPHRASE), Session)


# Links


async def test_a_link_is_good_for_one_person(noor: Session, tmp_path: Path) -> None:
    """Whoever comes second is told that somebody came before; the first goes on."""
    link = await invited(noor)
    first = await join(tmp_path / "first", link)
    assert isinstance(first, FrontJoining)
    second = await join(tmp_path / "second", link)
    assert second == Problem(Trouble.link_used.value, field="link")
    assert_nothing(tmp_path / "second")

    checked = await noor.check_invitations()
    assert isinstance(checked, list)
    assert checked[0].words == await first.safety_words()
    assert await noor.admit(checked[0]) is None
    real(await first.admitted()).lock()
    # Once it has been used, too.
    third = await join(tmp_path / "third", link)
    assert isinstance(third, Problem)
    assert third.field == "link"
    assert_nothing(tmp_path / "third")


async def test_a_link_past_its_time(noor: Session, tmp_path: Path) -> None:
    """Three days, by the clock of whoever uses it; nobody at the relay is asked."""
    link = await invited(noor)
    door = msgspec.structs.replace(DOOR, now=lambda: noor.now() + BOX_LIFE)
    outcome = await HomeFront(tmp_path / "bo", door).join(link, "Bo", "pc", PASSPHRASE)
    assert outcome == Problem(Refusal.EXPIRED.text, field="link")
    assert_nothing(tmp_path / "bo")


async def test_a_link_whose_box_the_relay_does_not_have(noor: Session, tmp_path: Path) -> None:
    """A link with another secret, or of a box that is gone."""
    link = read_link(await invited(noor))
    assert isinstance(link, Link)
    outcome = await join(
        tmp_path / "bo", link_text(msgspec.structs.replace(link, secret=bytes(32)))
    )
    assert outcome == Problem(Refusal.NOT_FOUND.text, field="link")
    assert_nothing(tmp_path / "bo")


async def test_a_garbled_link(noor: Session, tmp_path: Path) -> None:
    """Cut off, with a letter changed, in pieces, or none at all: it is told before anybody
    is asked. A changed letter can leave a good link with another address or name; then the
    relay, or the words that people compare, tell."""
    link = await invited(noor)
    faults = {fault.value for fault in LinkFault}
    garbled = ["", "luister:", "hallo", link[:-1], link[:40], link[8:], link * 2, link.upper()]
    garbled += [link.replace("luister:", "luister:!"), "luister:" + "A" * 5_000]
    for text in garbled:
        outcome = await join(tmp_path / "bo", text)
        assert isinstance(outcome, Problem), text
        assert outcome.field == "link", text
        assert outcome.text in faults, text
    assert_nothing(tmp_path / "bo")
    # What mail programs do to a link does no harm.
    for text in (f"  {link}\n", f"<{link}>"):
        outcome = await join(tmp_path / "wrapped", text)
        if isinstance(outcome, FrontJoining):
            outcome.close()
            break
    else:
        raise AssertionError(outcome)


async def test_answers_that_do_not_fit_join_nothing(noor: Session, tmp_path: Path) -> None:
    """Somebody in between shows other keys than the link is bound to."""
    link = read_link(await invited(noor))
    assert isinstance(link, Link)
    bent = link_text(msgspec.structs.replace(link, commitment=bytes(32)))
    joining = await join(tmp_path / "bo", bent)
    assert isinstance(joining, FrontJoining)
    assert isinstance(await noor.check_invitations(), list)
    outcome = await joining.safety_words()
    joining.close()
    assert isinstance(outcome, Problem)
    assert outcome.text == Trouble.bad_invitation.value


async def test_joining_goes_on_after_the_program_was_closed(noor: Session, tmp_path: Path) -> None:
    """The answer lies on the disk: the passphrase opens it, a wrong one does not."""
    joining = await join(tmp_path / "bo", await invited(noor))
    assert isinstance(joining, FrontJoining)
    joining.close()
    front = HomeFront(tmp_path / "bo", DOOR)
    assert front.state() is HomeState.joining
    wrong = await front.resume("een ander")
    assert isinstance(wrong, Problem)
    assert wrong.field == "passphrase"
    again = await front.resume(PASSPHRASE)
    assert isinstance(again, FrontJoining)
    checked = await noor.check_invitations()
    assert isinstance(checked, list)
    assert checked[0].words == await again.safety_words()
    assert await noor.admit(checked[0]) is None
    session = real(await again.admitted())
    assert {row.name for row in session.members()} == {"Noor Haverkamp", "Bo"}
    session.lock()
    assert front.state() is HomeState.locked


async def test_an_answer_that_was_damaged_on_the_disk(noor: Session, tmp_path: Path) -> None:
    """It is told; the folder can be emptied and a new invitation asked for."""
    joining = await join(tmp_path / "bo", await invited(noor))
    assert isinstance(joining, FrontJoining)
    joining.close()
    path = tmp_path / "bo" / "joining.sealed"
    whole = path.read_bytes()
    for damaged in (b"", whole[:-1], whole[:60], bytes(len(whole)), whole[:90] + b"x" + whole[91:]):
        path.write_bytes(damaged)
        outcome = await HomeFront(tmp_path / "bo", DOOR).resume(PASSPHRASE)
        assert isinstance(outcome, Problem)
    path.write_bytes(whole)
    again = await HomeFront(tmp_path / "bo", DOOR).resume(PASSPHRASE)
    assert isinstance(again, FrontJoining)
    again.close()
