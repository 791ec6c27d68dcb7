"""A real `Link` against the relay that cheats, over a real socket."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from shared.protocol import access
from shared.protocol.messages import Append, Appended, Enrol, Enrolled, Limits, Page
from shared.protocol.record import entry_of
from shared.sealing.device import Signer
from tests.local.scripted import QUICK
from tests.simulation.hostile_server import HostileOperator, hostile_operator
from tui.local.link import Guest, Link
from tui.local.problem import Problem

LOG, CODE = bytes(range(32)), "ABCDE"
NOOR = Signer.of(bytes(32))
WIRE = bytes(16) + bytes(range(250)) * 3


@pytest.fixture
async def operator() -> AsyncIterator[HostileOperator]:
    """A relay where Noor's firm is enrolled, honest so far."""
    async with hostile_operator() as made:
        guest = Guest(made.address)
        signature = NOOR.sign(access.ENROL, access.enrol_text(LOG, NOOR.key, CODE))
        assert isinstance(await guest.enrol(Enrol(CODE, LOG, NOOR.key, signature)), Enrolled)
        await guest.close()
        yield made


@pytest.fixture
async def noor(operator: HostileOperator) -> AsyncIterator[Link]:
    """Noor's device, logged in, with one record stored."""
    link = Link(operator.address, LOG, NOOR, None, QUICK)
    assert isinstance(await link.open(), Limits)
    assert isinstance(await link.push(Append(0, False, (WIRE,), ())), Appended)
    yield link
    await link.close()


def signed(operator: HostileOperator, page: Page) -> bool:
    """Whether a page's head is signed by the firm's relay."""
    head = page.head
    text = access.head_text(LOG, head.incarnation, head.place, head.chain)
    return access.check(operator.log.key, access.HEAD, text, head.signature)


async def test_honest_until_told_otherwise(operator: HostileOperator, noor: Link) -> None:
    """Without mischief it is a relay like any other."""
    page = await noor.pull(0)

    assert isinstance(page, Page)
    assert page.entries == (entry_of(WIRE),)
    assert signed(operator, page)


async def test_each_mischief_comes_over_the_wire(operator: HostileOperator, noor: Link) -> None:
    """A foreign signature, bytes that are gone, a turned bit, and what is no message."""
    me = [NOOR.device]
    operator.cheat("resign", me)
    page = await noor.pull(0)
    assert isinstance(page, Page)
    assert not signed(operator, page)

    operator.cheat("erased", me)
    pages = [await noor.pull(0) for _ in range(12)]
    assert any(isinstance(page, Page) and page.entries[0].wire is None for page in pages)

    operator.cheat("tamper", me)
    pages = [await noor.pull(0) for _ in range(12)]
    assert any(isinstance(p, Page) and p.entries[0].id != entry_of(WIRE).id for p in pages)

    operator.cheat("garbage", me)
    answers = [await noor.pull(0) for _ in range(20)]
    assert any(isinstance(answer, Problem) for answer in answers)

    operator.log.mischief = None
    page = await noor.pull(0)
    assert isinstance(page, Page)
    assert page.entries == (entry_of(WIRE),)
