"""The format of the test vectors: plain text, one file for each construct.

A file begins with comment lines that name the sections of docs/protocol.md. Cases are
parted by empty lines. Each line of a case is `name: value`; a name may come again. A
value is hex; or `base64` and that, for what is long; or a string in JSON; or `int` and a
decimal number; or hex, `*` and how often it stands; or `nil`. The first line is `case`,
the last `expect`: `ok`, or the flaw.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "vectors"


@dataclass(frozen=True)
class Case:
    """One vector: its fields in order, and what an implementation has to say."""

    construct: str
    title: str
    fields: tuple[tuple[str, Any], ...]
    expect: str

    def get(self, name: str) -> Any:
        """The first value of a field, None when it is not there."""
        return next((value for key, value in self.fields if key == name), None)

    def __getitem__(self, name: str) -> Any:
        """The first value of a field that must be there."""
        return next(value for key, value in self.fields if key == name)

    def has(self, name: str) -> bool:
        """Whether the case has the field."""
        return any(key == name for key, _ in self.fields)

    def all(self, *names: str) -> list[tuple[str, Any]]:
        """All fields of these names, in order."""
        return [(key, value) for key, value in self.fields if key in names]

    def same(self, **found: Any) -> None:
        """Compare what was computed with the case's fields, where it has them.

        Underscores in the names stand for hyphens.
        """
        for key, value in found.items():
            name = key.strip("_").replace("_", "-")
            if self.has(name):
                assert value == self[name], f"{self.title}: {name}"


def shown(value: Any) -> str:
    """A value as it stands in a file."""
    if value is None:
        return "nil"
    if isinstance(value, bool) or not isinstance(value, (bytes, str, int)):
        raise TypeError(value)
    if isinstance(value, int):
        return f"int {value}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if len(value) > 64 and value == value[:1] * len(value):
        return f"{value[:1].hex()} * {len(value)}"
    if len(value) > 100:
        return f"base64 {base64.b64encode(value).decode()}"
    return value.hex()


def read(text: str) -> Any:
    """A value from a file."""
    if text == "nil":
        return None
    if text.startswith('"'):
        return json.loads(text)
    if text.startswith("int "):
        return int(text[4:])
    if text.startswith("base64 "):
        return base64.b64decode(text[7:], validate=True)
    part, _, times = text.partition(" * ")
    return bytes.fromhex(part) * int(times or 1)


def render(comment: str, cases: Iterable[Case]) -> str:
    """The text of a file."""
    blocks = ["".join(f"# {line}\n" for line in comment.strip().splitlines())]
    for case in cases:
        lines = [f"{name}: {shown(value)}".rstrip() for name, value in case.fields]
        lines = [f"case: {case.title}", *lines, f"expect: {case.expect}"]
        blocks.append("".join(f"{line}\n" for line in lines))
    return "\n".join(blocks)


def parse(construct: str, text: str) -> list[Case]:
    """The cases in a file's text."""
    cases = []
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            pairs = [line.partition(":")[::2] for line in lines]
            (_, title), *fields, (_, expect) = pairs
            values = tuple((name, read(value.strip())) for name, value in fields)
            cases.append(Case(construct, title.strip(), values, expect.strip()))
    return cases


def load() -> list[Case]:
    """All vectors of the folder."""
    paths = sorted(FOLDER.glob("*.txt"))
    return [case for path in paths for case in parse(path.stem, path.read_text("utf-8"))]
