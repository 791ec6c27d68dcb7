"""Floors: the least that a row's work can cost, with nothing of the program around it.

libsodium is called through the same bindings as the program calls it, with arguments
that were made before the clock starts.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from pathlib import Path

import msgspec
import nacl.bindings as sodium

from shared.protocol.record import MAC_BYTES, NONCE_BYTES, TAG_BYTES

_AD = bytes(1 + 32 + TAG_BYTES)
_SIGNED_MORE = 18 + 32 + 16 + 32 + TAG_BYTES + NONCE_BYTES
"""What is signed besides the plaintext (docs/protocol.md §4.1)."""
ROUNDS = 3
MEBIBYTE = 1_048_576


class Sealed(msgspec.Struct, frozen=True):
    """One record as its opening needs it: the nonce, what is sealed, and the wire."""

    key: bytes
    data: bytes
    nonce: bytes
    text: bytes
    wire: bytes


class Signed(msgspec.Struct, frozen=True):
    """One signature (in front of what it signs) and the key that it is checked with."""

    text: bytes
    key: bytes


def best_of(times: int, work: Callable[[], object]) -> float:
    """The shortest of so many runs, in seconds."""
    return min(timed(work) for _ in range(times))


def timed(work: Callable[[], object]) -> float:
    """How long one run takes, in seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def seal_and_sign(wires: Sequence[bytes]) -> float:
    """Seconds to sign and seal plaintexts of the sizes that these records have."""
    seed, key, nonce = os.urandom(32), os.urandom(32), os.urandom(NONCE_BYTES)
    _, secret = sodium.crypto_sign_seed_keypair(seed)
    texts = [wire[TAG_BYTES + NONCE_BYTES : -MAC_BYTES] for wire in wires]
    signed = [bytes(_SIGNED_MORE) + text[:-64] for text in texts]

    def work() -> None:
        for text, whole in zip(texts, signed, strict=True):
            sodium.crypto_sign(whole, secret)
            sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(text, _AD, nonce, key)

    return best_of(ROUNDS, work)


def open_and_check(sealed: Sequence[Sealed], signed: Sequence[Signed]) -> float:
    """Seconds to open records, to make their ids, and to check some signatures."""

    def work() -> None:
        for one in sealed:
            blake2b(one.wire, digest_size=32, person=b"lv1.record").digest()
            sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
                one.text, one.data, one.nonce, one.key
            )
        for signature in signed:
            sodium.crypto_sign_open(signature.text, signature.key)

    return best_of(ROUNDS, work)


def _database(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("pragma journal_mode = wal")
    database.execute("pragma synchronous = full")
    database.execute("create table log (place integer primary key, wire blob not null)")
    return database


def insert(folder: Path, wires: Sequence[bytes], batch: int) -> float:
    """Seconds to insert records into a new database, a transaction for each batch."""

    def work(path: Path) -> None:
        database = _database(path)
        for at in range(0, len(wires), batch):
            database.execute("begin")
            database.executemany(
                "insert into log (wire) values (?)", [(wire,) for wire in wires[at : at + batch]]
            )
            database.execute("commit")
        database.close()

    return min(timed(lambda at=at: work(folder / f"insert{at}.db")) for at in range(ROUNDS))  # type: ignore[misc]


def open_stream(size: int) -> float:
    """Seconds to open so many bytes with libsodium's secretstream, in mebibytes."""
    key, pieces = os.urandom(32), []
    pushing = sodium.crypto_secretstream_xchacha20poly1305_state()
    header = sodium.crypto_secretstream_xchacha20poly1305_init_push(pushing, key)
    for at in range(0, size, MEBIBYTE):
        text = bytes(min(MEBIBYTE, size - at))
        pieces.append(sodium.crypto_secretstream_xchacha20poly1305_push(pushing, text))

    def work() -> None:
        state = sodium.crypto_secretstream_xchacha20poly1305_state()
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
        for piece in pieces:
            sodium.crypto_secretstream_xchacha20poly1305_pull(state, piece)

    return best_of(ROUNDS, work)


def search(texts: Iterable[str], asked: Sequence[str], most: int) -> list[float]:
    """Seconds that a bare FTS5 table of these texts takes for each of the questions: the
    newest rows with words that begin so, and their texts."""
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table words using fts5(text)")
    with database:
        database.executemany("insert into words (text) values (?)", ((text,) for text in texts))
    taken = []
    for words in asked:
        match = " ".join(f'"{word}"*' for word in words.split())
        began = time.perf_counter()
        database.execute(
            "select text from words where words match ? order by rowid desc limit ?", (match, most)
        ).fetchall()
        taken.append(time.perf_counter() - began)
    database.close()
    return taken


def single_insert(folder: Path, size: int, times: int) -> float:
    """The median of one insert of so many bytes in its own transaction, in seconds."""
    database = _database(folder / f"single{size}.db")
    taken = [
        timed(lambda: database.execute("insert into log (wire) values (?)", (os.urandom(size),)))
        for _ in range(times)
    ]
    database.close()
    return statistics.median(taken)


async def round_trip(times: int) -> float:
    """The median of one small message there and back over loopback TCP, in seconds."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(4_096):
            writer.write(data)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        taken = []
        for _ in range(times):
            began = time.perf_counter()
            writer.write(bytes(1_024))
            await reader.readexactly(1_024)
            taken.append(time.perf_counter() - began)
        writer.close()
        await writer.wait_closed()
    return statistics.median(taken)
