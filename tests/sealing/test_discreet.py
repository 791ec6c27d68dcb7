"""No struct of this package shows a secret, whoever prints it."""

from __future__ import annotations

import pkgutil
import traceback
from importlib import import_module

import msgspec
import pytest
from rich.pretty import pretty_repr

import shared.sealing
from shared.sealing.box import Turned
from shared.sealing.carrying import Manifest
from shared.sealing.device import DeviceKeys, Signer
from shared.sealing.discreet import Discreet
from shared.sealing.entry import KeyEntry
from shared.sealing.envelope import Draft, Plain
from shared.sealing.epoch import EpochKeys
from shared.sealing.invitation import Answer, Link, Reveal, Welcome
from shared.sealing.pair import Statement
from shared.sealing.parcel import ParcelBody
from shared.sealing.passphrase import Profile
from shared.sealing.sheet import Sheet
from shared.sealing.words import BadWords

CANARY = b"canary".ljust(32, b"z")
PUBLIC = b"p" * 32
SIGNER = Signer(CANARY, CANARY * 2, PUBLIC, b"d" * 16)
ENTRY = KeyEntry(b"c" * 16, "case", PUBLIC, CANARY, b"d" * 16, 1)
SECRET_VALUES = [
    EpochKeys(b"c" * 16, PUBLIC, CANARY, CANARY, CANARY, CANARY),
    SIGNER,
    DeviceKeys(SIGNER, CANARY),
    Draft(0, 255, PUBLIC, 0, PUBLIC, 0, CANARY),
    Plain(0, 255, PUBLIC, 0, PUBLIC, 0, CANARY, 32),
    ENTRY,
    ParcelBody(PUBLIC, b"m" * 16, 1, PUBLIC, CANARY, (ENTRY,)),
    Sheet(CANARY, SIGNER, CANARY, CANARY),
    Link("https://relay.example", PUBLIC, CANARY, PUBLIC, 1, "canary", CANARY),
    Reveal(CANARY, b"m" * 16, PUBLIC, PUBLIC),
    Answer(b"m" * 16, "canary", PUBLIC, "canary", PUBLIC, CANARY, CANARY * 2),
    Welcome(PUBLIC, (ENTRY,), 1, PUBLIC),
    Turned(CANARY, CANARY),
]
SHOWN_OPENLY = {Statement, Profile, BadWords, Manifest}
"""Hold nothing but public keys, a profile's numbers, the place of a word, and what the relay
signs openly."""


@pytest.mark.parametrize("value", SECRET_VALUES, ids=lambda value: type(value).__name__)
def test_a_secret_does_not_show(value: object) -> None:
    """Not as text, not within other values, not through rich, not in a traceback."""
    try:
        raise KeyError(value)
    except KeyError as error:
        trace = "".join(traceback.format_exception(error))
    plain = [str(value), repr(value), f"{value}", repr([value]), trace]
    rich = [pretty_repr(value), pretty_repr([value]), pretty_repr({"key": value})]
    shown = "".join(plain + rich)

    assert type(value).__name__ in shown
    for form in ("canary", CANARY.hex(), "zzzz", "63616e617279"):
        assert form not in shown


def test_every_struct_is_discreet_or_known_to_be_public() -> None:
    """A new struct must be put into one of the two lists above."""
    found = set()
    for module in pkgutil.iter_modules(shared.sealing.__path__):
        for value in vars(import_module(f"shared.sealing.{module.name}")).values():
            if isinstance(value, type) and value.__module__.startswith("shared.sealing."):
                found.add(value)
    structs = {value for value in found if issubclass(value, msgspec.Struct)}
    discreet = {value for value in structs if issubclass(value, Discreet)}
    tested = {type(value) for value in SECRET_VALUES}

    assert structs - discreet == SHOWN_OPENLY
    assert {value for value in discreet if not value.__name__.startswith("_")} - tested == {
        Discreet
    }
