"""An operator who mistypes a setting is told which one and what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.protocol.messages import Limits
from sync_server.settings import Settings, SettingsFault, read


def _file(folder: Path, text: str) -> Path:
    file = folder / "relay.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_anything_the_relay_listens_on_this_machine() -> None:
    """The settings are good as they come."""
    settings = read(None, {}, {})

    assert settings == Settings()
    assert settings.origins_at(8470) == ("http://127.0.0.1:8470", "http://localhost:8470")
    assert settings.limits == Limits(4_194_304, 8 * 1024 * 1024, 1_000, 6 * 1024 * 1024)


def test_the_command_line_stands_over_the_environment_and_that_over_the_file(
    tmp_path: Path,
) -> None:
    """Three places, one order."""
    file = _file(tmp_path, 'data = "from file"\nport = 1\nboxes = 7\n')
    environment = {"LUISTER_RELAY_PORT": "2", "LUISTER_RELAY_DATA": "from environment"}

    settings = read(file, environment, {"data": "given", "host": None})

    assert (settings.data, settings.port, settings.boxes) == ("given", 2, 7)


def test_origins_are_a_list_in_the_file_and_parted_by_commas_elsewhere(tmp_path: Path) -> None:
    """A relay behind a proxy is dialled at other addresses than it listens at."""
    file = _file(tmp_path, 'host = "0.0.0.0"\norigins = ["https://a.example:443"]\n')
    environment = {"LUISTER_RELAY_ORIGINS": "https://a.example:443, https://b.example:8443"}

    assert read(file, {}, {}).origins_at(1) == ("https://a.example:443",)
    assert read(file, environment, {}).origins == (
        "https://a.example:443",
        "https://b.example:8443",
    )


def test_a_certificate_makes_the_origin_https(tmp_path: Path) -> None:
    """Devices sign what they dial."""
    file = _file(tmp_path, 'host = "::1"\ncertificate = "c"\nkey = "k"\n')

    assert "https://[::1]:8470" in read(file, {}, {}).origins_at(8470)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prot = 1", "prot: there is no such setting"),
        ('port = "1"', "port: Expected `int`, got `str`"),
        ("port = 65536", "port: Expected `int` <= 65535"),
        ("port = true", "port: Expected `int`"),
        ("heartbeat_seconds = 0", "heartbeat_seconds: Expected `int` >= 1"),
        ("record_bytes = 5000000", "record_bytes: Expected `int` <= 4194304"),
        ("batch_bytes = 4194304", "batch_bytes: must be at least record_bytes"),
        ("waiting_bytes = 1", "waiting_bytes: must be at least"),
        ('origins = "https://a.example:443"', "origins: Expected `array`"),
        ('origins = ["a.example"]', "origins: a.example: an address begins with"),
        ('origins = ["https://A.example"]', "origins: https://A.example: write https://a.example:"),
        ('host = "0.0.0.0"', "origins: say at which addresses"),
        ('host = "relay.example"', "origins: say at which addresses"),
        ('certificate = "c"', "certificate, key: set both or neither"),
        ('data = ""', "data: name the folder"),
        ("port = ", "not a TOML file"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(tmp_path: Path, text: str, told: str) -> None:
    """The setting's name, and what is expected of it."""
    with pytest.raises(SettingsFault) as fault:
        read(_file(tmp_path, text), {}, {})

    assert told in str(fault.value)


def test_what_is_wrong_elsewhere_is_named_as_it_is_written_there(tmp_path: Path) -> None:
    """An operator searches for the name that they typed."""
    with pytest.raises(SettingsFault, match=r"^LUISTER_RELAY_PORT: Expected `int`"):
        read(None, {"LUISTER_RELAY_PORT": "x"}, {})
    with pytest.raises(SettingsFault, match=r"^--port: "):
        read(None, {}, {"port": "99999"})
    with pytest.raises(SettingsFault, match=r"missing\.toml: "):
        read(tmp_path / "missing.toml", {}, {})
    (tmp_path / "latin.toml").write_bytes(b"data = '\xe9'")
    with pytest.raises(SettingsFault, match="not a TOML file"):
        read(tmp_path / "latin.toml", {}, {})
