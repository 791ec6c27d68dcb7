"""The summons kit: what exists of a case, on paper, and nothing of what stands in it."""

from __future__ import annotations

import stat
import zlib
from pathlib import Path

import pytest

from tests.commands.desk import Desk
from tests.tui.paper.pdf_words import pages

CANARY = "kanarievogel"


@pytest.fixture
def full(noor: Desk, joost: Desk, shared: str) -> str:
    """A case with a canary wherever somebody types, names that are destroyed, and own notes."""
    del joost
    noor("case", "set", shared, "--callsign", f"{CANARY}1", "--wish-of-reporter", f"{CANARY}2",
         "--offline")  # fmt: skip
    noor("note", "add", shared, f"{CANARY}3", "--offline")
    noor("party", "add", shared, f"{CANARY}4", "--offline")
    gone = noor("note", "add", shared, f"{CANARY}5", "--offline").word
    noor("note", "delete", shared, gone, "--offline")
    noor("worknote", "add", shared, f"{CANARY}6", "--offline")
    noor("disclosure", "add", shared, "--basis", "court_or_prosecutor", "--to-whom", "police",
         "--what", f"{CANARY}7", "--given-on", "2026-03-10", "--rationale", f"{CANARY}8",
         "--offline")  # fmt: skip
    return shared


def test_the_kit_tells_what_there_is(noor: Desk, full: str, tmp_path: Path) -> None:
    """Two files for their owner alone; each kind with its number, who has it, what left."""
    done = noor("kit", full, "--out", str(tmp_path), "--json")

    paths = [Path(name) for name in done.json["files"]]
    assert [path.name for path in paths] == [f"luister-{full}.pdf", f"luister-{full}.txt"]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in paths)
    assert done.json["counted"]["note"] == 1
    assert done.json["deleted"] == {"note": 1}
    assert done.json["working_notes"] == 1
    assert done.json["holders"] == ["Noor Haverkamp", "Joost Terlouw"]
    assert [one["how"] for one in done.json["left"]] == ["disclosure"]
    assert done.json["records"] > 3
    assert done.json["sealed_bytes"] > 568
    text = paths[1].read_text("utf-8")
    for words in (full, "Joost Terlouw", "tablet", "The six conditions", "Police"):
        assert words in text
    printed = " ".join(" ".join(pages(paths[0].read_bytes())).split())
    assert "Joost Terlouw" in printed
    assert "6. No more is told than needed" in printed


def test_nothing_of_what_stands_in_the_case_is_in_the_files(
    noor: Desk, full: str, tmp_path: Path
) -> None:
    """No canary in the text, in the words of the pages, nor in any stream of the file."""
    noor("kit", full, "--out", str(tmp_path))
    done = noor("kit", full, "--out", str(tmp_path), "--force", "--json")
    pdf = (tmp_path / f"luister-{full}.pdf").read_bytes()

    assert CANARY not in (tmp_path / f"luister-{full}.txt").read_text("utf-8")
    assert CANARY not in " ".join(pages(pdf))
    assert CANARY.encode() not in pdf + b"".join(_streams(pdf))
    assert CANARY not in done.out + done.err
    assert "Waterstaal" not in " ".join(pages(pdf))


def _streams(pdf: bytes) -> list[bytes]:
    found = []
    for part in pdf.split(b"stream\n")[1:]:
        try:
            found.append(zlib.decompress(part))
        except zlib.error:
            found.append(zlib.decompressobj().decompress(part) if part[:1] == b"x" else b"")
    return found


def test_names_that_were_destroyed_are_told_with_their_day(
    noor: Desk, code: str, tmp_path: Path
) -> None:
    """That there were names, and when they went; not which."""
    noor("party", "add", code, "colleague A", "--role", "witness", "--offline")
    noor("vault", "add", code, "--party", "colleague A", "--name", CANARY,
         "--reason-for-holding", CANARY, "--offline")  # fmt: skip
    noor("kit", code, "--out", str(tmp_path))
    kept = _text(tmp_path, code)
    noor("vault", "shred", code, "--yes", "--offline")
    noor("kit", code, "--out", str(tmp_path), "--force")
    gone = _text(tmp_path, code)

    assert "are still there: this device can open them" in kept
    assert "and were destroyed on" in gone
    assert CANARY not in kept + gone


def _text(folder: Path, code: str) -> str:
    return " ".join((folder / f"luister-{code}.txt").read_text("utf-8").split())


def test_a_file_that_is_there_is_not_written_over_unasked(
    noor: Desk, full: str, tmp_path: Path
) -> None:
    """Nor is one of the two written when the other is in the way."""
    (tmp_path / f"luister-{full}.txt").write_text("mine")

    refused = noor.tried("kit", full, "--out", str(tmp_path))

    assert refused.code == 1
    assert "--force" in refused.err
    assert [path.name for path in tmp_path.iterdir()] == [f"luister-{full}.txt"]
    assert (tmp_path / f"luister-{full}.txt").read_text() == "mine"
    noor("kit", full, "--out", str(tmp_path), "--force")
    assert (tmp_path / f"luister-{full}.txt").read_text() != "mine"
    assert noor.tried("kit", full, "--out", str(tmp_path / "nowhere")).code == 1


def test_it_is_made_in_dutch_too(noor: Desk, full: str, tmp_path: Path) -> None:
    """In the language that was asked for, for whoever has to read it."""
    done = noor.tried("--lang", "nl", "kit", full, "--out", str(tmp_path))
    assert done.code == 0, done


def test_who_had_the_case_before_is_named(
    noor: Desk, joost: Desk, shared: str, tmp_path: Path
) -> None:
    """A colleague whose consent was taken back reads no more; that he had it stays true."""
    consent = noor("case", "show", shared, "--json").json["consents"][0]["id"]
    noor("consent", "withdraw", shared, consent)
    noor("sync")
    joost("sync")

    done = noor("kit", shared, "--out", str(tmp_path), "--json")

    assert done.json["holders"] == ["Noor Haverkamp"]
    text = _text(tmp_path, shared)
    assert "Joost Terlouw had it before" in text
    assert "recovery sheet" in text
