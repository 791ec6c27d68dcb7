"""Starts relays quickly, for a test that kills many.

Reads the arguments of `luister-relay`, one command a line as JSON, forks a process that
carries it out, and prints its id. Each is a process of its own like any other; only the
reading of its code from disk was done before.
"""

from __future__ import annotations

import json
import os
import signal
import sys

import sync_server.server
import sync_server.store.sqlite  # noqa: F401 - loaded once, for all that are forked
from sync_server.cli import main


def _carry_out(arguments: list[str]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        code = main(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    # Nobody waits for the children: the test kills them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _carry_out(json.loads(line))
        print(child, flush=True)
