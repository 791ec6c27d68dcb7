"""The group of the private check by name (section 8.8), in whole numbers.

Points are pairs (x, y) of the curve -x² + y² = 1 + d x² y² over the integers modulo
2²⁵⁵ - 19, in the affine form: slow, and easy to compare with RFC 8032 and RFC 9380.
"""

from __future__ import annotations

from tests.stranger.primitives import Flaw, hashed

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
A = 486662
Point = tuple[int, int]
NEUTRAL: Point = (0, 1)


def add(a: Point, b: Point) -> Point:
    """The sum of two points."""
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P
    return x, y


def times(n: int, point: Point) -> Point:
    """n times a point."""
    total = NEUTRAL
    for bit in f"{n:b}":
        total = add(total, total)
        if bit == "1":
            total = add(total, point)
    return total


def encoded(point: Point) -> bytes:
    """32 bytes: y, little-endian, with the lowest bit of x as the highest."""
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


def lifted(y: int, sign: int) -> Point | None:
    """The point with this y and lowest bit of x, if there is one."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and sign):
        return None
    return (x if x & 1 == sign else P - x), y


def decoded(data: bytes) -> Point:
    """The point of the subgroup with these bytes, or Flaw bad-point."""
    number = int.from_bytes(data, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if len(data) != 32 or y >= P:
        raise Flaw("bad-point")
    point = lifted(y, sign)
    if point is None or point == NEUTRAL or times(ORDER, point) != NEUTRAL:
        raise Flaw("bad-point")
    return point


def mapped(data: bytes) -> Point:
    """Elligator 2 with the non-square 2, to Curve25519 and from there; times 8."""
    number = int.from_bytes(data, "little")
    r, sign = number & (2**255 - 1), number >> 255
    u = -A * pow(1 + 2 * r * r, -1, P) % P
    if pow(u**3 + A * u * u + u, (P - 1) // 2, P) == P - 1:
        u = (-A - u) % P
    point = lifted((u - 1) * pow(u + 1, -1, P) % P, sign)
    assert point is not None
    return times(8, point)


def hashed_point(data: bytes) -> Point:
    """The point that stands for data."""
    return add(mapped(hashed("lv1.point.1", data)), mapped(hashed("lv1.point.2", data)))


def scalar(random: bytes) -> int:
    """A scalar from 64 random bytes."""
    return int.from_bytes(random, "little") % ORDER


def encoded_scalar(number: int) -> bytes:
    """32 bytes, little-endian."""
    return number.to_bytes(32, "little")
