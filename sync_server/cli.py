"""The operator's command line: `luister-relay`.

What it prints on standard output is its result: addresses, codes and figures. What goes
wrong is one line on standard error, and an exit code that is not 0.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from sync_server.pin import own_pin
from sync_server.settings import Settings, SettingsFault, read
from sync_server.store.base import Code, StoreFault, code_hash

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_GROUPS = 5
"""Five groups of five letters are 125 bits."""
DAY = 86_400_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; gives the exit code."""
    given = _parser().parse_args(arguments)
    try:
        settings = read(
            given.config,
            os.environ,
            {name: getattr(given, name, None) for name in ("data", "host", "port", "origins")},
        )
        code: int = given.command(settings, given)
    except (SettingsFault, StoreFault) as fault:
        print(f"luister-relay: {fault}", file=sys.stderr)
        return 2
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="luister-relay",
        description="Keeps and passes on the sealed records of Luister; it can read none of them.",
    )
    parser.add_argument("--version", action="version", version=f"luister {version('luister')}")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--config", type=Path, metavar="FILE", help="settings, as a TOML file")
    shared.add_argument("--data", metavar="DIR", help="the data folder")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", parents=[shared], help="run the relay")
    serve.add_argument("--host", help="the address to listen at (127.0.0.1)")
    serve.add_argument("--port", help="the port to listen at; 0 lets the system choose")
    serve.add_argument("--origins", help="addresses that devices dial, parted by commas")
    serve.set_defaults(command=_serve)

    enrol = commands.add_parser(
        "enrol", parents=[shared], help="print a code with which one firm can begin"
    )
    enrol.add_argument("--days", type=int, default=7, help="how long the code is good for (7)")
    enrol.set_defaults(command=_enrol)

    status = commands.add_parser(
        "status",
        parents=[shared],
        help="print counts and sizes, and the pin of the certificate; takes --json and --plain",
    )
    form = status.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as one JSON object")
    form.add_argument("--plain", action="store_true", help="as name, tab, value")
    status.set_defaults(command=_status)

    restored = commands.add_parser(
        "restored",
        parents=[shared],
        help="say that the data folder was put back from a backup (relay stopped)",
    )
    restored.add_argument(
        "--go-on",
        action="store_true",
        help="stop waiting for records that no device brings back",
    )
    restored.set_defaults(command=_restored)
    return parser


def _serve(settings: Settings, _: argparse.Namespace) -> int:
    from sync_server import notes
    from sync_server.relay import Relay
    from sync_server.server import listen, serve
    from sync_server.store.sqlite import SqliteStore

    notes.write_to(sys.stderr)
    pin = own_pin(settings)
    try:
        listening = listen(settings.host, settings.port)
    except OSError as error:
        raise SettingsFault(
            f"host, port: can not listen at {settings.host}, port {settings.port}: {error.strerror}"
        ) from error
    with listening:
        store = SqliteStore(
            Path(settings.data), secrets.token_bytes(32), secrets.token_bytes(16), alone=True
        )
        port = listening.getsockname()[1]

        def ready() -> None:
            if pin:
                print(f"pin of the certificate: {pin}", file=sys.stderr, flush=True)
            print(settings.origins_at(port)[0], flush=True)

        relay = Relay(settings, store, _now, secrets.token_bytes)
        try:
            serve(relay, listening, ready)
        except OSError as error:
            raise SettingsFault(f"certificate, key: {error.strerror or error}") from error
    return 0


def _enrol(settings: Settings, given: argparse.Namespace) -> int:
    from sync_server.store.sqlite import SqliteStore

    if not 1 <= given.days <= 365:
        raise SettingsFault("--days: must be between 1 and 365")
    code = "-".join(
        "".join(secrets.choice(CODE_LETTERS) for _ in range(5)) for _ in range(CODE_GROUPS)
    )
    kept = Code(code_hash(code), _now() + given.days * DAY)
    store = SqliteStore(
        Path(settings.data), secrets.token_bytes(32), secrets.token_bytes(16), alone=False
    )
    try:
        _carry_out(store.commit([lambda: store.add_code(kept)]))
    finally:
        store.close()
    print(code)
    return 0


def _status(settings: Settings, given: argparse.Namespace) -> int:
    import msgspec

    from sync_server.store.files import FILE, disk_bytes
    from sync_server.store.sqlite import SqliteStore

    folder = Path(settings.data)
    if not (folder / FILE).is_file():
        raise StoreFault(f"there is no relay in {folder}")
    store = SqliteStore(folder, secrets.token_bytes(32), secrets.token_bytes(16), alone=False)
    try:
        figures = {**msgspec.structs.asdict(store.totals()), "disk": disk_bytes(folder)}
    finally:
        store.close()
    pin = own_pin(settings)
    if given.json:
        print(json.dumps({**figures, "pin": pin} if pin else figures))
        return 0
    for name, value in figures.items():
        print(f"{name}\t{value}" if given.plain else f"{name:<10} {value:>16,}")
    if pin:
        print(f"pin\t{pin}" if given.plain else f"pin        {pin}")
    return 0


WAITING = (
    "Start the relay again. It takes nothing new until a device has brought back what came\n"
    "after the backup; the devices do that by themselves. If nothing came after it, or no\n"
    "device has it any more, stop the relay and say: luister-relay restored --go-on"
)


def _restored(settings: Settings, given: argparse.Namespace) -> int:
    from sync_server.store.sqlite import SqliteStore

    fresh = secrets.token_bytes(16)
    store = SqliteStore(Path(settings.data), secrets.token_bytes(32), fresh, alone=True)
    wait = not given.go_on
    try:
        _carry_out(store.commit([lambda: store.restored(fresh, wait=wait, give_up=given.go_on)]))
    finally:
        store.close()
    if wait:
        print(WAITING, file=sys.stderr)
    return 0


def _carry_out(outcomes: list[object]) -> None:
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise StoreFault(f"could not be written: {outcome}") from outcome
        if outcome is not None:
            raise StoreFault("the disk is full")


def _now() -> int:
    return time.time_ns() // 1_000_000
