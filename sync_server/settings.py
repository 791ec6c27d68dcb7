"""The relay's settings: from a TOML file, the environment and the command line.

A setting `page_bytes` is `page_bytes = …` in the file and `LUISTER_RELAY_PAGE_BYTES`
in the environment, which stands over the file; lists are parted by commas there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import msgspec
from msgspec import Meta

from shared.protocol.access import origin_of
from shared.protocol.fault import Malformed
from shared.protocol.messages import PART_LIMIT, Limits
from shared.protocol.record import WIRE_FLOOR, WIRE_LIMIT
from sync_server.store.base import Allowance, Ceilings

PREFIX = "LUISTER_RELAY_"
MARGIN = 65_536
"""What a batch and a page hold besides the bytes of their records."""

Number = Annotated[int, Meta(ge=1, le=2**53)]
Seconds = Annotated[int, Meta(ge=1, le=30 * 86_400)]


class SettingsFault(Exception):
    """A setting is missing or wrong; the text names it and says what is wrong."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an operator decides."""

    data: str = "relay-data"
    """The folder that holds the database; made when it is not there."""
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8470
    """Where the relay listens. Port 0 lets the system choose one."""
    origins: tuple[str, ...] = ()
    """The addresses that devices dial, `https://relay.example:443`. May be left out
    when the relay listens on this machine only."""
    certificate: str = ""
    key: str = ""
    """Files of the TLS certificate and its key; both or neither."""

    record_bytes: Annotated[int, Meta(ge=WIRE_FLOOR, le=WIRE_LIMIT)] = WIRE_LIMIT
    batch_bytes: Number = 8 * 1024 * 1024
    """The longest body of an append."""
    batch_records: Number = 1_000
    page_bytes: Number = 6 * 1024 * 1024
    """The longest page. A device checks one signature for each device and circle in a page,
    so long ones are quicker to take in; it does nothing else while it takes one in."""
    tail_bytes: Number = 64 * 1024 * 1024
    """The longest body of a lost tail that a device offers."""
    waiting_bytes: Number = 128 * 1024 * 1024
    """The longest that all bodies are together that are worked on at one time."""
    firm_bytes: Number = 20 * 1024**3
    """The most bytes of records and parcels of a firm."""
    boxes: Number = 64
    devices: Number = 1_000
    """The most open drop-boxes and the most device keys of a firm."""
    streams: Number = 4
    """The most event streams of a device; the oldest is ended for a new one."""
    heartbeat_seconds: Seconds = 15
    token_seconds: Seconds = 3_600
    device_checks: Number = 200
    firm_checks: Number = 1_000
    """How many blinded names a day (UTC) one device, and all devices of a firm, may have
    evaluated. It is what keeps an adviser from trying a whole staff list."""
    open_requests: Number = 50
    """How many requests a second one address may make without a token."""

    @property
    def limits(self) -> Limits:
        """What a device is told when it logs in."""
        return Limits(self.record_bytes, self.batch_bytes, self.batch_records, self.page_bytes)

    @property
    def ceilings(self) -> Ceilings:
        """What one firm may hold."""
        return Ceilings(self.firm_bytes, self.devices, self.boxes)

    @property
    def allowance(self) -> Allowance:
        """How many points are evaluated in a day."""
        return Allowance(self.device_checks, self.firm_checks)

    @property
    def part_bytes(self) -> int:
        """The longest body with a part of a drop-box."""
        return PART_LIMIT + 16

    def origins_at(self, port: int) -> tuple[str, ...]:
        """The relay's own origins when it listens at this port.

        On this machine only, both of its usual names are its origins.
        """
        if self.origins:
            return self.origins
        scheme = "https" if self.certificate else "http"
        hosts = dict.fromkeys(("127.0.0.1", "localhost", self.host))
        return tuple(origin_of(f"{scheme}://{_in_address(host)}:{port}") for host in hosts)


def read(
    file: Path | None, environment: Mapping[str, str], given: Mapping[str, str | None]
) -> Settings:
    """The settings; `given` are those of the command line and stand over the others.

    Raises `SettingsFault`.
    """
    types = get_type_hints(Settings, include_extras=True)
    names = [field.name for field in msgspec.structs.fields(Settings)]
    values: dict[str, Any] = {}
    for name, value in ({} if file is None else _read_file(file)).items():
        if name not in names:
            raise SettingsFault(f"{name}: there is no such setting")
        values[name] = _converted(name, value, types[name], strict=True)
    for name in names:
        for label, text in (
            (f"{PREFIX}{name.upper()}", environment.get(f"{PREFIX}{name.upper()}")),
            (f"--{name}", given.get(name)),
        ):
            if text is not None:
                value = _listed(text) if name == "origins" else text
                values[name] = _converted(label, value, types[name], strict=False)
    return _checked(Settings(**values))


def _read_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsFault(f"{file}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsFault(f"{file}: not a TOML file: {error}") from error


def _listed(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _converted(label: str, value: object, kind: Any, *, strict: bool) -> Any:
    try:
        return msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as error:
        raise SettingsFault(f"{label}: {error}") from error


def _checked(settings: Settings) -> Settings:
    for origin in settings.origins:
        try:
            written = origin_of(origin)
        except Malformed as error:
            raise SettingsFault(f"origins: {origin}: {error}") from error
        if written != origin:
            raise SettingsFault(f"origins: {origin}: write {written}")
    if not settings.origins and not _is_this_machine(settings.host):
        raise SettingsFault("origins: say at which addresses devices dial this relay")
    if bool(settings.certificate) != bool(settings.key):
        raise SettingsFault("certificate, key: set both or neither")
    if not settings.data:
        raise SettingsFault("data: name the folder that holds the database")
    if settings.batch_bytes < settings.record_bytes + MARGIN:
        raise SettingsFault(
            f"batch_bytes: must be at least record_bytes + {MARGIN}, so that a batch holds a record"
        )
    if settings.waiting_bytes < max(settings.batch_bytes, settings.tail_bytes):
        raise SettingsFault("waiting_bytes: must be at least batch_bytes and tail_bytes")
    return settings


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
