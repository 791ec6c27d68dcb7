"""Starts relays quickly, for a test that kills many.

Reads the arguments of `luister-relay`, one command a line as JSON, forks a process that
carries it out, and passes on the first line that it prints: where it serves, or nothing
when it ended before. Each is a process of its own like any other; only the reading of its
code from disk was done before. A command without words, and the end of the commands, kill
the relay, and wait until it is gone: its port and its folder are free then.
"""

from __future__ import annotations

import json
import os
import signal
import sys

import sync_server.server
import sync_server.store.sqlite  # noqa: F401 - loaded once, for all that are forked
from sync_server.cli import main


def _carry_out(arguments: list[str], output: int) -> None:
    os.dup2(output, sys.stdout.fileno())
    try:
        code = main(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    sys.stdout.flush()
    os._exit(code)


def _start(arguments: list[str]) -> tuple[int, str]:
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        _carry_out(arguments, theirs)
    os.close(theirs)
    with os.fdopen(ours) as output:
        return child, output.readline().strip()


def _kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


if __name__ == "__main__":
    running = 0
    for line in sys.stdin:
        command = json.loads(line)
        if command:
            running, said = _start(command)
            print(said, flush=True)
        else:
            _kill(running)
            running = 0
            print("killed", flush=True)
    if running:
        _kill(running)
