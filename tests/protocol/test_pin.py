"""What a certificate is known by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol.fault import Malformed
from shared.protocol.pin import pin_of
from tests.local import own_certificate

SEED, OTHER = bytes(range(32)), bytes(range(1, 33))


def test_the_pin_is_that_of_the_key() -> None:
    """A certificate made anew with the same key has the same pin, another key another."""
    first = pin_of(own_certificate.certificate(SEED))
    renewed = pin_of(own_certificate.certificate(SEED, serial=2, until=b"21001231235959Z"))

    assert first == renewed == own_certificate.pin(SEED)
    assert pin_of(own_certificate.certificate(OTHER)) != first


def test_a_certificate_of_the_first_version_has_a_pin_too() -> None:
    """The version stands there only when it is not the first."""
    plain = own_certificate.certificate(SEED, versioned=False)

    assert pin_of(plain) == own_certificate.pin(SEED)


@given(st.integers(0, 200), st.binary(max_size=4))
def test_what_is_no_certificate_is_malformed(end: int, tail: bytes) -> None:
    """A certificate that is cut off has no pin."""
    whole = own_certificate.certificate(SEED)
    with pytest.raises(Malformed):
        pin_of(whole[: min(end, len(whole) - 65)] + tail)
