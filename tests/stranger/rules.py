"""Section 6: whether an author may write a record here, judged just before its place."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from tests.stranger import primitives as p
from tests.stranger.circles import Circle
from tests.stranger.content import Content
from tests.stranger.primitives import Flaw
from tests.stranger.records import (
    ACT,
    CLOSING,
    KEYS,
    NO_FENCE,
    OPENING,
    PRESENCE,
    Epoch,
    Plain,
)

if TYPE_CHECKING:
    from tests.stranger.reader import Replay

ROLE_OF = {"everyone": None, "advisers": "adviser"}
LED = ("case", "identity", "cover")


def founder_key(log: bytes, device: bytes, body: Any) -> bytes:
    """The key that record 1 is signed with; Flaw when it is not this log's beginning."""
    founding = body[8] if isinstance(body, list) and len(body) == 9 else None
    if founding is None or body[0] != "everyone" or p.log_id(founding[0]) != log:
        raise Flaw("bad-payload")
    key = bytes(founding[0][16:48])
    if p.device_id(key) != device:
        raise Flaw("bad-payload")
    return key


def allowed(
    replay: Replay, place: int, plain: Plain, body: Any, epoch: Epoch, device: bytes
) -> bool:
    """Rule 4, and of rule 6 what has to do with the author."""
    circle = replay.circles.get(epoch.circle, Circle(epoch.kind))
    member = replay.roster.devices[device].member if device in replay.roster.devices else b""
    if replay.roster.member_of(device) is None:
        return False
    fence = plain.index != NO_FENCE
    if plain.kind < OPENING and circle.previous is not None and plain.witness < circle.began:
        return False
    if plain.kind == OPENING:
        entry = replay.ring.entries.get(epoch.id)
        opener = entry is not None and entry.opener == device and entry.since < place
        fenced = fence == (body[3] is not None)
        return opener and fenced and _opens(replay, circle, epoch, member, body)
    if circle.epoch is None or circle.epoch.id != epoch.id or not _holds(replay, circle, member):
        return False
    if plain.kind == KEYS:
        return epoch.kind == "self" or (epoch.kind == "pair" and body[1] is not None)
    if plain.kind == ACT:
        return fence and epoch.kind == "everyone"
    if plain.kind == CLOSING:
        return fence and _closes(replay, circle, epoch, member, place, plain, body)
    if plain.kind == PRESENCE:
        return not fence and epoch.kind == "everyone"
    return plain.kind > ACT or not fence


def _holds(replay: Replay, circle: Circle, member: bytes) -> bool:
    if circle.kind in ROLE_OF:
        return replay.roster.has_role(member, ROLE_OF[circle.kind])
    return member in (circle.holders or [])


def _opens(replay: Replay, circle: Circle, epoch: Epoch, member: bytes, body: list[Any]) -> bool:
    """Whether an opening says what its closing, or its circle's kind, asks for."""
    kind, lead, holders, previous, ground, coverage, state, keys, founding = body
    if kind != epoch.kind or founding is not None or (state is None) != (coverage is None):
        return False
    if (kind == "self") != (keys is not None) or (kind in LED) != (lead is not None):
        return False
    if circle.closing is not None:
        same = holders == circle.closing[1] and ground == circle.closing[4]
        joined = kind in LED and bool(circle.closing[2])
        stated = (state is not None) == (joined or kind == "self")
        lead_now = member if circle.lead in circle.closing[3] else circle.lead
        return previous == circle.closed and same and stated and lead == lead_now
    if circle.epoch is not None:
        return False
    if previous is not None:
        return kind != "everyone"
    if kind == "advisers":
        return holders is None and member == replay.founder
    adviser = kind not in LED or replay.roster.has_role(member, "adviser")
    return kind != "everyone" and holders == [member] and lead in (None, member) and adviser


def owing(replay: Replay, circle: Circle) -> set[bytes] | None:
    """The holders that have to leave; None when no epoch change is owed."""
    members, role = replay.roster.members, ROLE_OF.get(circle.kind, "adviser")
    gone = {holder for holder in circle.held if not replay.roster.has_role(holder, role)}
    lost = any(members[holder].lost > circle.began for holder in circle.held - gone)
    return gone if gone or lost else None


def _closes(
    replay: Replay,
    circle: Circle,
    epoch: Epoch,
    member: bytes,
    place: int,
    plain: Plain,
    body: list[Any],
) -> bool:
    _, holders, joiners, leavers, ground, boxes = body
    joining, leaving = set(joiners), set(leavers)
    if circle.kind == "self":
        turned = replay.turned_at == (place - 1, member)
        return turned and holders == [member] and not joining and not leaving
    before = set(circle.holders or replay.roster.holders(ROLE_OF.get(circle.kind)))
    if sorted(who for who, _ in boxes) != sorted(before - leaving):
        return False
    due = owing(replay, circle)
    if circle.kind == "everyone":
        fits = holders is None and not joining and bool(leaving) and leaving <= before
        return fits and replay.roster.has_role(member, "coordinator")
    if circle.kind == "advisers":
        return holders is None and not joining and due is not None and leaving == due
    if holders != sorted((before | joining) - leaving) or before & joining or len(joining) > 1:
        return False
    owes = due or set()
    gone = owes | _taken_over(replay, circle, epoch, member)
    if member in leaving or not owes <= leaving <= before or circle.lead in leaving - gone:
        return False
    if joining:
        may = member == circle.lead and replay.roster.has_role(joiners[0], "adviser")
        joiner = joiners[0]
        return may and grounded(replay, circle.content, ground, joiner, circle.lead, plain.time)
    lead = member == circle.lead or leaving <= gone
    return ground is None and lead and (bool(leaving) or due is not None)


def _taken_over(replay: Replay, circle: Circle, epoch: Epoch, member: bytes) -> set[bytes]:
    """The lead, when it has handed the circle over to this member, who takes it."""

    def written(field: str, value: Any, author: bytes | None) -> bool:
        devices = replay.roster.devices
        writes = circle.content.lives("transfer", epoch.circle).get(field, [])
        return bool(writes) and all(
            type(write.value) is type(value)
            and write.value == value
            and write.name.device in devices
            and devices[write.name.device].member == author
            for write in writes
        )

    told = written("to", member, circle.lead) and written("status", "accepted", member)
    return {circle.lead} if told and circle.lead not in (None, member) else set()


def grounded(
    replay: Replay, content: Content, ground: Any, joiner: bytes, lead: bytes | None, time: int
) -> bool:
    """Whether the state holds what the ground names: a consent, or a quorum's act."""
    if not ground or ground[0] != "quorum":
        return consented(content, ground, joiner, time)
    writes = content.lives("quorum_act", ground[1]).get("to", [])
    return bool(writes) and all(
        type(write.value) is bytes
        and write.value == joiner
        and replay.roster.owner(write.name.device) == lead
        and replay.roster.by_shares(write.name.device)
        for write in writes
    )


def consented(content: Content, ground: Any, joiner: bytes, time: int) -> bool:
    """Whether the state holds the consent that the ground names, for this joiner."""
    if not ground or ground[0] != "consent":
        return False
    fields = content.fields("consent", ground[1])
    wanted = {"status": "given", "recipient": joiner}
    if any(fields.get(name) != [value] for name, value in wanted.items()):
        return False
    if fields.get("scope") not in (["share_with_colleague"], ["transfer_to"]):
        return False
    day = datetime.fromtimestamp(time / 1000, UTC).date()
    return all(value is None or _reaches(value, day) for value in fields.get("valid_until", []))


def _reaches(value: Any, day: date) -> bool:
    """Whether a day, written as YYYY-MM-DD, is not before another."""
    if not (isinstance(value, str) and len(value) == 10):
        return False
    try:
        return date.fromisoformat(value) >= day
    except ValueError:
        return False


def joiner_accepts(replay: Replay, epoch: Epoch, plain: Plain, body: list[Any]) -> bool:
    """What a joiner asks of the opening by which it gets a case."""
    _, lead, holders, _, ground, coverage, state, _, _ = body
    giver, given = replay.given.get(epoch.id, (None, None))
    if giver is None:
        return True
    me = replay.ring.member
    if state is None or giver != lead or me not in (holders or []) or given != ground:
        return False
    return grounded(replay, Content.of(coverage, state, 0), ground, me, lead, plain.time)
