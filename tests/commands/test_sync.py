"""Syncing, and what is said when the relay is away or is none."""

from __future__ import annotations

import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.desk import PASSPHRASE, Desk, Relay, found
from tui.commands import errand


class Nonsense(http.server.BaseHTTPRequestHandler):
    """Answers everything with a page for people."""

    def do_POST(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<h1>It works!</h1>")

    do_GET = do_POST  # noqa: N815 - the name that http.server calls

    def log_message(self, format: str, *arguments: object) -> None:
        """It keeps nothing."""


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Relay]]:
    """A firm whose relay has gone, and the relay."""
    folder = tmp_path_factory.mktemp("away")
    relay = Relay(folder / "relay")
    desk = found(relay, folder / "home")
    relay.stop()
    yield desk, relay
    relay.stop()


@pytest.fixture
def lonely(away: tuple[Desk, Relay]) -> str:
    """A new case in that firm."""
    return away[0]("case", "new", "--offline").word


def test_what_one_saved_the_other_gets(noor: Desk, joost: Desk, shared: str) -> None:
    """Sync tells how far it came, in three forms."""
    noor("note", "add", shared, "voor Joost", "--offline")
    sent = noor("sync", "--json").json
    cells = joost("sync", "--plain").cells

    assert set(sent) == {
        "state", "place", "unkept", "intents", "unsent", "problem", "answered",
    }  # fmt: skip
    assert (sent["unkept"], sent["problem"]) == (0, None)
    assert cells == [["connected", str(sent["place"]), "0", "0", ""]]
    (note,) = joost("case", "show", shared, "--json").json["notes"]
    assert (note["text"], note["kept"]) == ("voor Joost", True)


def test_sync_tells_who_answered_an_invitation(noor: Desk, tmp_path: Path) -> None:
    """And shows them what they wait for: their words."""
    desk = Desk(tmp_path / "new", "Iemand Nieuw")
    desk("join", noor("invite", desk.name).word, "--no-wait")

    done = noor("sync")

    assert "Iemand Nieuw has answered" in done.err
    assert len(desk.tried("join", "--resume", "--no-wait", "--json").json["words"]) == 5


def test_without_a_relay_the_work_goes_on(away: tuple[Desk, Relay], lonely: str) -> None:
    """Saving succeeds and says that it is sent later; only sync fails."""
    desk, _relay = away

    saved = desk("note", "add", lonely, "zonder net", "--json")
    synced = desk.tried("sync", "--json")

    assert saved.json["kept"] is False
    assert "sent at a later sync" in saved.err
    assert "cannot be reached" in saved.err
    assert synced.code == 1
    assert (synced.json["unkept"] > 1, "reached" in synced.json["problem"]) == (True, True)
    (note,) = desk("case", "show", lonely, "--json").json["notes"]
    assert (note["text"], note["kept"]) == ("zonder net", False)
    assert desk("status", "--json").json["unkept"] == synced.json["unkept"]
    assert desk.tried("invite", "Iemand").code == 1
    assert desk("admit").code == 0


def test_what_answers_as_no_relay_does_is_told(away: tuple[Desk, Relay], lonely: str) -> None:
    """Another program took the address: nothing is lost, and it is said."""
    desk, relay = away
    server = http.server.ThreadingHTTPServer(("127.0.0.1", relay.port), Nonsense)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        saved = desk("note", "add", lonely, "bewaard")
        synced = desk.tried("sync")
    finally:
        server.shutdown()
        serving.join()
        server.server_close()

    assert "does not answer as a relay does" in saved.err
    assert synced.code == 1
    assert "does not answer as a relay does" in synced.err


def test_a_relay_that_keeps_silent_is_not_waited_for(
    away: tuple[Desk, Relay], lonely: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After saving, the command ends soon; what was saved goes another time."""
    desk, relay = away
    monkeypatch.setattr(errand, "AFTER_SAVING", 0.1)
    with socket.create_server(("127.0.0.1", relay.port)):
        saved = desk("note", "add", lonely, "bewaard", "--json")

    assert saved.json["kept"] is False
    assert "does not answer in time" in saved.err


def test_when_the_relay_is_back_all_is_sent(away: tuple[Desk, Relay], lonely: str) -> None:
    """Nothing was lost meanwhile."""
    desk, relay = away
    desk("note", "add", lonely, "zonder net", "--offline")
    back = Relay(relay.folder, relay.port)
    try:
        told = desk("sync", "--json").json
    finally:
        back.stop()

    assert (told["unkept"], told["problem"]) == (0, None)
    (note,) = desk("case", "show", lonely, "--json").json["notes"]
    assert note["kept"] is True


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_watching_stays_in_touch_until_it_is_stopped(
    noor: Desk, joost: Desk, shared: str, number: signal.Signals
) -> None:
    """One line for each change; stopped by a signal it locks and ends well."""
    script = (
        "import sys; from tests.commands.desk import DOOR; from tui.cli import main;"
        " sys.exit(main(door=DOOR))"
    )
    watching = subprocess.Popen(
        [sys.executable, "-c", script, "--home", str(joost.folder), "--passphrase-fd", "0",
         "sync", "--watch", "--json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert watching.stdin is not None
    assert watching.stdout is not None
    watching.stdin.write(f"{PASSPHRASE}\n")
    watching.stdin.flush()
    first = json.loads(watching.stdout.readline())
    sent = noor("note", "add", shared, "terwijl Joost kijkt", "--json").json
    line = first
    while line["place"] < noor("status", "--json").json["place"]:
        line = json.loads(watching.stdout.readline())
    watching.send_signal(number)
    _out, err = watching.communicate(timeout=30)

    assert set(first) == {
        "state", "place", "unkept", "intents", "unsent", "problem", "time",
    }  # fmt: skip
    assert sent["kept"]
    assert watching.returncode == 0, err
    assert "Stopped" in err
    (note,) = joost("case", "show", shared, "--json").json["notes"]
    assert note["text"] == "terwijl Joost kijkt"
