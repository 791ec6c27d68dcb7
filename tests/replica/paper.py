"""A recovery sheet of a desk's member, and a device that begins from it."""

from __future__ import annotations

from shared.protocol.access import public_key, slot_id
from shared.sealing.parcel import ParcelBody, open_parcel
from shared.sealing.sheet import Sheet, make_sheet
from tests.replica.desk import Desk, Firm
from tests.simulation import firm as made


def sheet(firm: Firm, desk: Desk, kind: str = "paper") -> Sheet:
    """Make a recovery sheet, keep it in `self`, and put it into the roster."""
    paper = make_sheet(firm.random)
    desk.save(desk.own, *made.sheet_edits(paper))
    desk.intend(made.sheet_addition(firm.log, desk.member, paper, kind))
    desk.sync()
    return paper


def parcel(firm: Firm, paper: Sheet) -> ParcelBody:
    """What the relay keeps for a sheet, opened."""
    slot = slot_id(public_key(paper.slot_seed))
    body = open_parcel(paper.parcel_private, slot, firm.relay.parcels[slot])
    assert isinstance(body, ParcelBody)
    return body


def on_paper(firm: Firm, paper: Sheet) -> Desk:
    """A device that has nothing but the sheet and its parcel."""
    disk = made.paper_disk(parcel(firm, paper), paper, firm.random(32))
    return Desk("paper", firm, disk).sync()


def recovered(firm: Firm, desk: Desk, kind: str = "paper") -> Desk:
    """A new device of a desk's member, made from a sheet; the desk goes on as it was."""
    return firm.add_device(on_paper(firm, sheet(firm, desk, kind)), "recovered")
