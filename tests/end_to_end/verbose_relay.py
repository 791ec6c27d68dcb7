"""The relay with its log, and those of all libraries under it, as verbose as they can be."""

from __future__ import annotations

import logging
import sys
from typing import TextIO

from sync_server import notes
from sync_server.cli import main

_write_to = notes.write_to


def _write_all_to(stream: TextIO) -> None:
    _write_to(stream)
    logging.getLogger().setLevel(1)
    for name in [*logging.root.manager.loggerDict, "uvicorn", "uvicorn.error", "asyncio"]:
        logging.getLogger(name).setLevel(1)


if __name__ == "__main__":
    notes.write_to = _write_all_to
    sys.exit(main())
