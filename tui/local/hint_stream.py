"""Reading the relay's event stream: lines of text that tell where the head is.

The form is that of server-sent events (WHATWG HTML, 9.2.6), as far as the relay uses
it. Nothing here trusts the relay: a line or an event has a longest length, and what
is told is a hint only.
"""

from __future__ import annotations

from shared.protocol.messages import PLACE_LIMIT

LINE_LIMIT = 1_024
"""The longest line, in bytes."""
EVENT_LIMIT = 64
"""The most lines of one event."""
_DIGITS = len(str(PLACE_LIMIT))


class HintStream:
    """What was read of one stream so far."""

    def __init__(self) -> None:
        self.lines = 0
        """How many whole lines came; comments, the signs of life, count too."""
        self._rest = b""
        self._after_return = False
        self._event = b""
        self._data: list[bytes] = []
        self._length = 0

    def feed(self, chunk: bytes) -> list[int] | None:
        """The places that these bytes tell, or None when this is no stream of a relay:
        a line or event without end, or a place that is not a number."""
        if self._after_return and chunk:
            # CR LF that was cut in two is one end of a line.
            chunk = chunk.removeprefix(b"\n")
            self._after_return = False
        lines = (self._rest + chunk).splitlines(keepends=True)
        whole = bool(lines) and lines[-1].endswith((b"\n", b"\r"))
        self._rest = b"" if whole or not lines else lines.pop()
        self._after_return = whole and lines[-1].endswith(b"\r")
        if len(self._rest) > LINE_LIMIT or any(len(line) > LINE_LIMIT + 2 for line in lines):
            return None
        places: list[int] = []
        for line in lines:
            if not self._take(line.rstrip(b"\r\n"), places):
                return None
        return places

    def _take(self, line: bytes, places: list[int]) -> bool:
        self.lines += 1
        if line.startswith(b":"):
            return True
        if not line:
            return self._end(places)
        self._length += 1
        name, _, value = line.partition(b":")
        if name == b"event":
            self._event = value.removeprefix(b" ")
        elif name == b"data":
            self._data.append(value.removeprefix(b" "))
        return self._length <= EVENT_LIMIT

    def _end(self, places: list[int]) -> bool:
        event, data = self._event, b"\n".join(self._data)
        self._event, self._data, self._length = b"", [], 0
        if event != b"head":
            # Another event may come from a later version.
            return True
        if not data.isdigit() or len(data) > _DIGITS or int(data) > PLACE_LIMIT:
            return False
        places.append(int(data))
        return True
