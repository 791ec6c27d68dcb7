"""How long a sealed plaintext is: few sizes, so that a size says little.

Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and
Communication with PURBs", PETS 2019, section 4.4) lets a length leak O(log log L)
bits for at most 12 % overhead. Below 512 bytes all plaintexts are of one size.
"""

from __future__ import annotations

FLOOR = 512
SELF_OPENING_FLOOR = 65_536


def padded_length(length: int) -> int:
    """The padded length for a plaintext of `length` bytes (at least 1), signature
    included: 512, or Padmé of the length when that is more."""
    if length <= FLOOR:
        return FLOOR
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def padded_length_self_opening(length: int) -> int:
    """The padded length of an opening of a `self` circle: the next power of two, at
    least 65,536. It holds all keys of a member, and so would tell how many."""
    return max(SELF_OPENING_FLOOR, 1 << (length - 1).bit_length())
