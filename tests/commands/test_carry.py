"""The log carried by hand: from one home to another, with the relay out of reach."""

from __future__ import annotations

import contextlib
import sqlite3
import stat
from pathlib import Path

import pytest

from shared.protocol.access import HEAD, head_text, sign
from shared.protocol.chain import link
from shared.protocol.messages import Head, Page
from shared.protocol.record import Entry
from shared.replica.notice import Told
from shared.sealing.carrying import Manifest, seal_carry
from shared.sealing.pair import EVERYONE
from tests.commands.desk import Desk, Relay, found, joined


@pytest.fixture
def carried(noor: Desk, joost: Desk, shared: str, tmp_path: Path) -> tuple[str, Path]:
    """Joost is behind; Noor's file carries what he lacks."""
    noor("note", "add", shared, "behind the river")
    path = tmp_path / "log.carry"
    noor("carry", "out", str(path))
    return shared, path


def test_what_was_saved_there_is_read_here(
    noor: Desk, joost: Desk, carried: tuple[str, Path]
) -> None:
    """By hand, as far as the relay has signed; the next sync finds nothing wrong with it."""
    code, path = carried
    place = joost("status", "--json", "--offline").json["place"]

    taken = joost("carry", "in", str(path), "--json").json

    assert taken["places"] == taken["upto"] - place > 0
    assert (taken["without"], taken["stopped"]) == (0, False)
    assert "behind the river" in joost("case", "show", code).out
    assert (
        joost("status", "--json", "--offline").json["number"]
        == noor("status", "--json", "--offline").json["number"]
    )
    joost("sync")
    assert joost("status", "--json", "--offline").json["notices"] == []
    again = joost.tried("carry", "in", str(path))
    assert again.code == 1
    assert "nothing new" in again.err


def test_the_file_is_closed_to_others_and_shows_nothing(
    noor: Desk, carried: tuple[str, Path]
) -> None:
    """Mode 0600, sealed, and never over another file."""
    _, path = carried
    data = path.read_bytes()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert data.startswith(b"luister-carry-1\x00")
    assert b"river" not in data
    with noor.session() as session:
        rows = [row for run in session.store.rows() for row in run]
        assert all(row.tag not in data for row in rows)
    refused = noor.tried("carry", "out", str(path))
    assert refused.code == 1
    assert path.read_bytes() == data


def test_what_waits_is_not_in_it_and_that_is_said(
    noor: Desk, joost: Desk, shared: str, tmp_path: Path
) -> None:
    """Only what the relay has placed can be carried."""
    noor("note", "add", shared, "kept here alone", "--offline")

    said = noor("carry", "out", str(tmp_path / "f"), "--json").json
    text = noor("carry", "out", str(tmp_path / "g")).out

    assert said["waiting"] == 1
    assert "1 change on this device is not in the file" in text
    joost.tried("carry", "in", str(tmp_path / "f"))
    assert "kept here alone" not in joost("case", "show", shared).out
    noor("sync")


def test_a_colleague_who_has_not_the_case_carries_it_without_content(
    noor: Desk, joost: Desk, relay: Relay, shared: str, tmp_path: Path
) -> None:
    """It is said how much came bare, nothing is shown of it, and the relay fills it."""
    samira = joined(noor, tmp_path / "samira", "Samira Vos", "adviser")
    joost("sync")
    noor("note", "add", shared, "what Samira can not read")
    samira("sync")
    samira("carry", "out", str(tmp_path / "f"))

    taken = joost("carry", "in", str(tmp_path / "f"))

    assert "Nothing is lost" in taken.out
    assert "what Samira can not read" not in joost("case", "show", shared).out
    joost("sync")
    assert "what Samira can not read" in joost("case", "show", shared).out
    assert joost("status", "--json", "--offline").json["notices"] == []


def test_a_damaged_or_foreign_file_changes_nothing(
    noor: Desk, joost: Desk, relay: Relay, carried: tuple[str, Path], tmp_path: Path
) -> None:
    """Cut off, changed, of another firm, no file at all: each is said, and nothing is done."""
    _, path = carried
    data = path.read_bytes()
    before = joost("status", "--json", "--offline").json
    other = found(relay, tmp_path / "other", "Esther Blom")
    other("carry", "out", str(tmp_path / "theirs"))
    wrong = {
        "cut": data[: len(data) // 2],
        "changed": data[:-40] + bytes([data[-40] ^ 1]) + data[-39:],
        "longer": data + b"\x00",
        "picture": b"\x89PNG" * 400,
        "empty": b"",
        "theirs": (tmp_path / "theirs").read_bytes(),
    }
    for name, content in wrong.items():
        (tmp_path / name).write_bytes(content)
        done = joost.tried("carry", "in", str(tmp_path / name))
        assert (done.code, done.out) == (1, ""), name
        assert "Nothing was taken from it" in done.err, name
    for path_ in (tmp_path, tmp_path / "missing"):
        assert joost.tried("carry", "in", str(path_)).code == 1
    assert joost("status", "--json", "--offline").json == before


def test_two_logs_that_the_relay_has_signed_stop_syncing(
    noor: Desk, relay: Relay, tmp_path: Path
) -> None:
    """Such a file is proof, wherever it came from: an alarm, as from the relay itself."""
    desk = found(relay, tmp_path / "alone", "Esther Blom")
    with desk.session() as session:
        ledger = session.replica.ledger
        seed = _relays_seed(relay)
        chain = link(ledger.chain_at(ledger.place - 1), b"x" * 16, b"y" * 32)
        head = _signed(seed, ledger.log, session.engine.head, ledger.place, chain)
        manifest = Manifest(ledger.log, ledger.place - 1, ledger.chain_at(ledger.place - 1), head)
        page = Page(ledger.place - 1, (Entry(b"x" * 16, b"y" * 32),), head)
        keys = ledger.current(EVERYONE).keys  # type: ignore[union-attr]
        parts = seal_carry(keys.secret, keys.epoch, b"s" * 32, manifest, [page])
        (tmp_path / "fork").write_bytes(b"".join(parts))

    done = desk.tried("carry", "in", str(tmp_path / "fork"))

    assert done.code == 1
    assert "ALARM" in done.err
    notices = desk("status", "--json", "--offline").json["notices"]
    assert [notice["code"] for notice in notices] == [Told.REWRITTEN.value]


def _relays_seed(relay: Relay) -> bytes:
    """The relay's signing seed, from its own disk: this relay is hostile."""
    (path,) = (p for p in relay.folder.rglob("*") if p.suffix in (".db", ".sqlite"))
    with contextlib.closing(sqlite3.connect(path)) as db:
        (seed,) = db.execute("select seed from relay").fetchone()
    return bytes(seed)


def _signed(seed: bytes, log: bytes, known: Head | None, place: int, chain: bytes) -> Head:
    assert known is not None
    text = head_text(log, known.incarnation, place, chain)
    return Head(known.incarnation, place, chain, sign(seed, HEAD, text))


def test_a_place_is_a_number(noor: Desk, tmp_path: Path) -> None:
    """What is none is said before anybody is asked for a passphrase."""
    for word in ("-1", "last", "1.5", "9" * 30):
        assert noor.tried("carry", "out", str(tmp_path / "f"), f"--after={word}").code == 2
    done = noor.tried("carry", "out", str(tmp_path / "f"), "--after", "999999")
    assert done.code == 1
    assert "There is nothing after place 999999" in done.err
    assert not (tmp_path / "f").exists()
