"""Make tests/vectors/ anew: `python -m tests.stranger.make_vectors`.

Everything follows from a seed, so the files change only when the protocol does.
"""

from __future__ import annotations

from tests.stranger import (
    cases_blind,
    cases_carry,
    cases_circles,
    cases_invitation,
    cases_keys,
    cases_log,
    cases_payloads,
    cases_records,
)
from tests.stranger.cases_keys import stream
from tests.stranger.vectors import FOLDER, render

SEED = "luister vectors 1"
FORMAT = """
Each line is `name: value`. A value is hex; `base64` and that; a string in JSON; `int` and
a number; hex, `*` and how often it stands; or `nil`. `expect` is ok, or the flaw found.
"""
COMMENTS = {
    "hash": "Section 1: H (32 bytes), H16 (16) and, with a key, K.",
    "name": "Section 2: ids that follow from others.",
    "padding": "Section 4.2: the padded length of a plaintext of `length` bytes.",
    "tag": "Sections 2, 3 and 4.1: epoch id, keys of an epoch, token and tag of a record.",
    "record": """
Sections 4.1 and 4.2: records. With `seed`, the fields are to be sealed and give `wire` (or,
where that is long, its `size` and `id`); without, `wire` is to be opened. `author` is the
Ed25519 key that the signature is checked with.
""",
    "chain": "Section 4.3: the chain value after an entry.",
    "pair": "Section 3: the secret and the epoch of two members.",
    "box": "Section 5.4: a box under the box key of the epoch of circle `between`.",
    "turn": "Section 5.4: a box of a turn, for a device's exchange key.",
    "payload": "Sections 1 and 5: bodies of the kinds of record.",
    "signature": "Sections 6.2, 7.2 and 8: what is signed, but for records.",
    "origin": "Section 8.2: addresses, and the origin that a login signs.",
    "link": "Section 7.1: links. `kept` is what the relay keeps of the pass.",
    "admission": """
Section 7.1: answer, reveal and welcome as they lie in the drop-box, and the five words.
""",
    "words": "Section 7.1: the ten words of two members.",
    "sheet": "Section 7: a recovery sheet, and the keys made from it.",
    "parcel": "Section 7: a sheet's parcel.",
    "carry": """
Section 9: files that carry a range of a log. With `text`, these are the texts of the pieces,
to be sealed. `relay-key` is the firm's relay's; the records in the pages open for nobody.
""",
    "blind": """
Section 8.8: the private check by name. `random` makes the device's scalar, `relay-scalar` is
the relay's; `point` is one that the relay is asked to evaluate.
""",
    "log": """
Section 4.5: which records of a log count and stand.
""",
    "circle": """
Sections 5 and 6: cases, members and keys.
""",
}
LOGS = """
A log, read from its beginning by the device of `seed` with these entries
(section 5.5). Each entry of the log is named for what it is in the end: it `stands`, it
was recognised and `fails`, it `waits` for a later one, or it is `foreign`; at `forked` the
reader stops. An entry of 48 bytes is a tag and an id without the record. `live` is a
JSON array: circle, kind, entity, field, and the live values in any order.
"""


def generate() -> dict[str, str]:
    """The text of each file, by construct."""
    cases = {
        "hash": cases_keys.hashes(_stream("hash")),
        "name": cases_keys.names(_stream("name")),
        "padding": cases_keys.paddings(),
        "tag": cases_keys.tags(_stream("tag")),
        "record": cases_records.records(_stream("record")),
        "chain": cases_keys.chains(_stream("chain")),
        "pair": cases_keys.pairs(_stream("pair")),
        "box": cases_keys.boxes(_stream("box")),
        "turn": cases_keys.turns(_stream("turn")),
        "payload": cases_payloads.payloads(_stream("payload")),
        "signature": cases_keys.signatures(_stream("signature")),
        "origin": cases_keys.origins(),
        "link": cases_invitation.links(_stream("link")),
        "admission": cases_invitation.admissions(_stream("admission")),
        "words": cases_invitation.words(_stream("words")),
        "sheet": cases_invitation.sheets(_stream("sheet")),
        "parcel": cases_invitation.parcels(_stream("parcel")),
        "carry": cases_carry.carried(_stream("carry")),
        "blind": cases_blind.blinds(_stream("blind")),
        "log": cases_log.logs(_stream("log")),
        "circle": cases_circles.circles(_stream("circle")),
    }
    return {name: render(_comment(name), found) for name, found in cases.items()}


def _comment(name: str) -> str:
    told = [COMMENTS[name], *([LOGS] if name in ("log", "circle") else []), FORMAT]
    return "\n\n".join(text.strip() for text in told)


def _stream(name: str) -> cases_keys.Random:
    return stream(f"{SEED} {name}")


def main() -> None:
    """Write the files."""
    for name, text in generate().items():
        (FOLDER / f"{name}.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
