"""Founding a firm: this device becomes the first of its first member."""

from __future__ import annotations

from shared.protocol import access
from shared.protocol.messages import CODE_LENGTH_LIMIT, Enrol, Enrolled
from shared.protocol.refusal import Refusal
from shared.replica.change import Edit
from shared.replica.fence import SHEET
from shared.replica.merge import EXCHANGE
from shared.replica.outbox import AddDevice, Found
from shared.replica.payload import CircleKind
from shared.replica.ring import Ring
from shared.replica.roster import NO_KEY, DeviceKind, Role
from shared.sealing.device import PROOF, exchange_public, make_device, member_public, proof_text
from shared.sealing.pair import ADVISERS, EVERYONE, log_id, self_circle, statement
from shared.sealing.sheet import Sheet, make_sheet
from tui.local.facts import Facts
from tui.local.home import Home
from tui.local.link import Guest
from tui.local.opening import Door, clear_home, make_home
from tui.local.problem import Problem, Trouble
from tui.local.session import Session

FOUNDER_ROLES = (Role.ADVISER, Role.COORDINATOR)


async def found_firm(
    home: Home,
    door: Door,
    *,
    relay: str,
    pin: bytes | None,
    code: str,
    firm: str,
    name: str,
    device_name: str,
    sheet_name: str,
    passphrase: str,
) -> tuple[Session, Sheet] | Problem:
    """Make keys, enrol the firm at its relay, and write the first records of its log.

    `code` is the operator's, as it was typed: with or without dashes and blanks.
    `sheet_name` is what the recovery sheet is called in the roster. After a `Problem`
    the home is empty again. Raises `LocalFault`.
    """
    random = door.random
    code = "".join(code.split())
    if not 0 < len(code) <= CODE_LENGTH_LIMIT or not code.isascii() or not code.isprintable():
        return Problem(Trouble.refused, Refusal.NOT_ADMITTED)
    keys, member, private = make_device(random), random(16), random(32)
    told = statement(member, keys.signer.key, member_public(private), random(32))
    log = log_id(told)
    signature = keys.signer.sign(access.ENROL, access.enrol_text(log, keys.signer.key, code))
    guest = Guest(relay, pin)
    try:
        enrolled = await guest.enrol(Enrol(code, log, keys.signer.key, signature))
    finally:
        await guest.close()
    if not isinstance(enrolled, Enrolled):
        return enrolled
    ring = Ring(
        log, member, keys.signer.seed, keys.exchange_private, private, entries={}, kept=set()
    )
    session = make_home(home, passphrase, ring, Facts(relay, pin, firm), door)
    try:
        found = Found(told, firm, name, FOUNDER_ROLES, device_name, enrolled.relay_key)
        sheet = make_sheet(random)
        _save_founding(session, found, sheet, sheet_name)
        problem = await session.sync_once()
        if problem is None and not session.replica.ledger.roster.members:
            problem = Problem(Trouble.refused, Refusal.FAILED)
    except BaseException:
        _undo(session, home)
        raise
    if problem is not None:
        _undo(session, home)
        return problem
    return session, sheet


def _undo(session: Session, home: Home) -> None:
    session.store.close()
    session.projection.close()
    clear_home(home)


def _save_founding(session: Session, found: Found, sheet: Sheet, sheet_name: str) -> None:
    replica = session.replica
    ring = replica.ring
    own = self_circle(ring.log, ring.member)
    opens = [
        replica.new_key(EVERYONE, CircleKind.EVERYONE),
        replica.new_key(own, CircleKind.SELF),
        replica.new_key(ADVISERS, CircleKind.ADVISERS),
    ]
    kind, field = EXCHANGE
    device = sheet.signer.device
    edits = [
        Edit(kind, replica.author, field, exchange_public(ring.exchange)),
        Edit(SHEET, device, "parcel_key", sheet.parcel_key),
        Edit(SHEET, device, "slot_seed", sheet.slot_seed),
    ]
    session.keep(replica.save({own: edits}, session.now(), opens, found))
    proof = sheet.signer.sign(PROOF, proof_text(ring.log, ring.member, NO_KEY, sheet.signer.key))
    session.intend(AddDevice(sheet.signer.key, sheet_name, proof, str(DeviceKind.PAPER)))
