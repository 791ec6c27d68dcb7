"""The operator learns the pin that founders and members are to have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sync_server.pin import own_pin
from sync_server.settings import Settings, SettingsFault
from tests.local import own_certificate
from tests.sync_server.test_cli import command, serving

SEED = bytes(range(32))
PIN = own_certificate.pin(SEED).hex()


def certified(folder: Path) -> Settings:
    """Settings of a relay with a certificate that it signed itself."""
    own_certificate.server_context(folder, SEED)
    file = str(folder / "relay.pem")
    return Settings(certificate=file, key=file)


def test_the_pin_is_read_from_the_file_with_the_certificate(tmp_path: Path) -> None:
    """Also when the private key stands in the same file, before it."""
    assert own_pin(certified(tmp_path)) == PIN


def test_of_a_chain_the_first_certificate_counts(tmp_path: Path) -> None:
    """It is the one that devices check."""
    settings = certified(tmp_path)
    chain = Path(settings.certificate).read_text()
    own_certificate.server_context(tmp_path, bytes(32))
    chain += Path(settings.certificate).read_text()
    Path(settings.certificate).write_text(chain)
    assert own_pin(settings) == PIN


def test_a_relay_without_a_certificate_has_no_pin() -> None:
    """Behind another web server, that one has the certificate."""
    assert own_pin(Settings()) == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing",
        "-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n\u00e9\n-----END CERTIFICATE-----",
    ],
)
def test_a_file_without_a_certificate_is_said(text: str, tmp_path: Path) -> None:
    """With the name of the setting and the file, before the relay starts."""
    file = tmp_path / "relay.pem"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsFault, match=r"certificate: .*relay\.pem"):
        own_pin(Settings(certificate=str(file), key=str(file)))


def test_a_certificate_that_is_not_there_is_said(tmp_path: Path) -> None:
    """With the name of the setting and what the system says."""
    with pytest.raises(SettingsFault, match=r"certificate: .*No such file"):
        own_pin(Settings(certificate=str(tmp_path / "none.pem"), key="none.pem"))


def test_the_operator_sees_the_pin(tmp_path: Path) -> None:
    """`serve` says it at the start, `status` at any time."""
    settings = certified(tmp_path)
    certificate = {
        "LUISTER_RELAY_CERTIFICATE": settings.certificate,
        "LUISTER_RELAY_KEY": settings.key,
    }
    data = tmp_path / "data"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in certificate.items():
            patch.setenv(name, value)
        with serving(data) as (_, origin):
            assert origin.startswith("https://")
    assert f"pin of the certificate: {PIN}\n" in (tmp_path / "log").read_text()
    shown = command("status", "--data", str(data), "--json", **certificate).stdout
    assert json.loads(shown)["pin"] == PIN
    assert (
        f"pin\t{PIN}\n" in command("status", "--data", str(data), "--plain", **certificate).stdout
    )
    assert PIN in command("status", "--data", str(data), **certificate).stdout
    assert "pin" not in json.loads(command("status", "--data", str(data), "--json").stdout)
