"""Which addresses are a relay's, and how it is reached."""

from __future__ import annotations

import pytest

from tui.local.problem import Problem, Trouble
from tui.local.relay_address import RelayAddress


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        (" https://Relay.Example/luister?x=1 ", "https://relay.example:443"),
        ("https://192.0.2.7:8470", "https://192.0.2.7:8470"),
        ("http://LOCALHOST:8470/", "http://localhost:8470"),
        ("http://127.8.9.1", "http://127.8.9.1:80"),
        ("http://[::1]:8470", "http://[::1]:8470"),
    ],
)
def test_only_the_origin_of_an_address_counts(text: str, origin: str) -> None:
    """What is typed sloppily is the same relay still."""
    address = RelayAddress.of(text)

    assert isinstance(address, RelayAddress)
    assert address.origin == origin
    shown = f"[{address.host}]" if ":" in address.host else address.host
    assert f"{address.scheme}://{shown}:{address.port}" == origin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "relay.example",
        "ftp://relay.example",
        "https://",
        "http://a b",
        "https://a..example",
        f"https://{'x' * 64}.example",
    ],
)
def test_what_is_no_address_is_told(text: str) -> None:
    """A typing mistake is a value, not a crash."""
    assert RelayAddress.of(text) == Problem(Trouble.bad_address)


@pytest.mark.parametrize(
    "text", ["http://relay.example", "http://192.0.2.7", "http://localhost.example"]
)
def test_nothing_goes_to_another_machine_in_the_clear(text: str) -> None:
    """`http` is for a relay on this computer."""
    assert RelayAddress.of(text) == Problem(Trouble.plain_http)


@pytest.mark.parametrize(
    ("text", "no_proxy", "proxy"),
    [
        ("https://relay.example", "", "http://192.0.2.1:3128"),
        ("https://relay.example", "relay.example", None),
        ("https://localhost:8470", "", None),
        ("http://127.0.0.1:8470", "", None),
    ],
)
def test_the_computers_proxy_is_used_but_not_for_this_computer(
    text: str, no_proxy: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An office's proxy stands between, and never between a computer and itself."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "192.0.2.1:3128")
    monkeypatch.setenv("no_proxy", no_proxy)
    address = RelayAddress.of(text)

    assert isinstance(address, RelayAddress)
    assert address.proxy() == proxy
