"""Reading a PDF that was made here: its words as a reader would copy them, per page."""

from __future__ import annotations

import re
import zlib

_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|\(((?:[^\\)]|\\.)*)\) Tj", re.DOTALL)


def pages(data: bytes) -> list[str]:
    """The words of each page, a line for each line that is shown."""
    objects = dict(re.findall(rb"\n(\d+) 0 obj\n(.*?)\nendobj", data, re.DOTALL))
    fonts = {
        name.decode(): _letters(_stream(objects[_reference(objects[number], b"ToUnicode")]))
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", data)
    }
    return [
        _words(_stream(objects[_reference(found, b"Contents")]), fonts)
        for found in objects.values()
        if b"/Type /Page\n" in found
    ]


def _reference(found: bytes, name: bytes) -> bytes:
    match = re.search(rb"/" + name + rb" (\d+) 0 R", found)
    assert match, found
    return match.group(1)


def _stream(found: bytes) -> bytes:
    match = re.search(rb"stream\n(.*)\nendstream", found, re.DOTALL)
    assert match
    return zlib.decompress(match.group(1)) if b"FlateDecode" in found else match.group(1)


def _letters(cmap: bytes) -> dict[int, str]:
    return {
        int(code, 16): bytes.fromhex(letter.decode()).decode("utf-16-be")
        for code, letter in re.findall(rb"<(\w{4})> <(\w+)>\n", cmap)
    }


def _words(content: bytes, fonts: dict[str, dict[int, str]]) -> str:
    lines: list[str] = []
    letters: dict[int, str] = {}
    for font, shown in _SHOWN.findall(content):
        if font:
            letters = fonts[font.decode()]
            continue
        codes = _ESCAPE.sub(lambda match: _plain(match.group(1)), shown)
        lines.append(
            "".join(
                letters[int.from_bytes(codes[at : at + 2], "big")] for at in range(0, len(codes), 2)
            )
        )
    return "\n".join(lines)


def _plain(sign: bytes) -> bytes:
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(sign, sign)
