"""What users do: type, share, leave, admit, remove, renew keys, add and lose devices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from shared.replica.change import Edit, Name
from shared.replica.circle import Circle, holders
from shared.replica.fence import TRUST
from shared.replica.outbox import Leave, Remove, Revoke, Share, Turn
from shared.replica.payload import CircleKind
from shared.replica.roster import Role
from shared.sealing.device import make_device
from shared.sealing.pair import ADVISERS, self_circle
from tests.simulation import firm
from tests.simulation.device import Device
from tests.simulation.truth import TOKEN
from tests.simulation.world import Adding, Joining, World

FIELDS = ("summary", "place", "next")
MEMBERS_LIMIT = 5
DEVICES_LIMIT = 7


class Draft(NamedTuple):
    """An edit that was begun: what the screen showed then."""

    circle: bytes
    kind: str
    entity: bytes
    field: str
    shown: tuple[Any, ...]


class People:
    """Everybody who types in a world."""

    def __init__(self, world: World, habits: dict[str, int] | None = None) -> None:
        self.world = world
        self.dice = world.dice
        self.random = world.stream("people")
        self.drafts: dict[str, list[Draft]] = {}
        self.notes: dict[bytes, list[bytes]] = {}
        self.names = 0
        acts: dict[str, Callable[[Device], bool]] = {
            "edit": self.edit,
            "begin_edit": self.begin_edit,
            "finish_edit": self.finish_edit,
            "both": self.edit_both,
            "case": self.new_case,
            "share": self.share,
            "withdraw": self.withdraw,
            "leave": self.leave,
            "admit": self.admit,
            "remove": self.remove,
            "turn": self.turn,
            "lost": self.turn_after_loss,
            "revoke": self.revoke,
            "device": self.add_device,
        }
        weights = HABITS if habits is None else habits
        self._acts = [acts[name] for name in weights]
        self._weights = list(weights.values())

    def act(self, device: Device) -> bool:
        """Let the user of a device do something; False when it can not be done there."""
        return self.dice.choices(self._acts, self._weights)[0](device)

    # Typing

    def cases(self, device: Device) -> list[bytes]:
        """The cases that a user sees, and those that wait to be opened."""
        known = [c.id for c in device.replica.ledger.circles.values() if c.kind == CircleKind.CASE]
        waiting = [
            new.circle
            for item in device.replica.items.values()
            for new in item.opens
            if device.replica.ring.entries[new.epoch].kind == CircleKind.CASE
        ]
        return list(dict.fromkeys((*known, *waiting)))

    def new_case(self, device: Device) -> bool:
        """Open a case."""
        replica = device.replica
        me = replica.ledger.roster.members.get(device.member)
        if me is None or Role.ADVISER not in me.roles:
            return False
        circle = self.random(16)
        draft = Draft(circle, "case", circle, "code", ())
        key = replica.new_key(circle, str(CircleKind.CASE))
        self._save(device, {circle: [self._typed(draft)]}, {circle: [()]}, [key])
        return True

    def begin_edit(self, device: Device) -> bool:
        """Open a field to edit; what it shows now is what the edit will replace."""
        draft = self._draft(device)
        if draft is None:
            return False
        self.drafts.setdefault(device.name, []).append(draft)
        return True

    def finish_edit(self, device: Device) -> bool:
        """Save an edit that was begun earlier."""
        drafts = self.drafts.get(device.name)
        if not drafts:
            return False
        draft = drafts.pop(self.dice.randrange(len(drafts)))
        if draft.circle not in self.cases(device):
            return False
        self._save(device, {draft.circle: [self._typed(draft)]}, {draft.circle: [draft.shown]})
        return True

    def edit(self, device: Device) -> bool:
        """Edit one to three fields of a case and save at once."""
        drafts = [draft for _ in range(self.dice.randint(1, 3)) if (draft := self._draft(device))]
        drafts = [draft for draft in drafts if draft.circle == drafts[0].circle]
        if not drafts:
            return False
        circle = drafts[0].circle
        edits = [self._typed(draft) for draft in drafts]
        self._save(device, {circle: edits}, {circle: [draft.shown for draft in drafts]})
        return True

    def edit_both(self, device: Device) -> bool:
        """One save that touches a case and the user's own circle."""
        draft = self._draft(device)
        if draft is None:
            return False
        own = self_circle(self.world.relay.log, device.member)
        memo = self._own_draft(device, own)
        self._save(
            device,
            {draft.circle: [self._typed(draft)], own: [self._typed(memo)]},
            {draft.circle: [draft.shown], own: [memo.shown]},
        )
        return True

    def _own_draft(self, device: Device, own: bytes) -> Draft:
        entity = own if self.dice.random() < 0.5 else self.random(16)
        return Draft(own, "memo", entity, "text", device.shown(own, "memo", entity, "text"))

    def _draft(self, device: Device) -> Draft | None:
        cases = self.cases(device)
        if not cases:
            return None
        if self.dice.random() < 0.1 and device.replica.ledger.current(ADVISERS) is not None:
            cases = [ADVISERS]
        circle = self.dice.choice(cases)
        notes = self.notes.setdefault(circle, [])
        if notes and self.dice.random() < 0.7:
            entity = self.dice.choice(notes)
        else:
            entity = self.random(16)
            notes.append(entity)
        field = self.dice.choice(FIELDS)
        return Draft(circle, "note", entity, field, device.shown(circle, "note", entity, field))

    def _typed(self, draft: Draft) -> Edit:
        self.world.tokens += 1
        words = self.world.words if draft.kind != "memo" and draft.circle != ADVISERS else ""
        value = f"{TOKEN}{self.world.tokens}{words}"
        over = tuple(live.name for live in draft.shown)
        return Edit(draft.kind, draft.entity, draft.field, value, over)

    def _save(
        self,
        device: Device,
        edits: dict[bytes, list[Edit]],
        shown: dict[bytes, list[Any]],
        opens: list[Any] | None = None,
        intent: Any = None,
    ) -> None:
        self.world.say(f"{device.name} saves {[e.value for some in edits.values() for e in some]}")
        device.save(edits, shown, opens or (), intent)

    # Cases and colleagues

    def share(self, device: Device) -> bool:
        """Share a case: consent, comparing words, the wish. Sometimes one is missing."""
        ledger = device.replica.ledger
        led = [c for c in self._shared_or_led(device) if c.lead == device.member]
        others = [m.id for m in ledger.roster.current(Role.ADVISER) if m.id != device.member]
        if not led or not others:
            return False
        circle, other = self.dice.choice(led).id, self.dice.choice(others)
        consent = self.random(16)
        if self.dice.random() < 0.9:
            self._consent(device, circle, consent, other, "given")
        if self.dice.random() < 0.9:
            self._compare(device, other)
        self._intend(device, Share(circle, other, consent))
        return True

    def _consent(
        self, device: Device, circle: bytes, entity: bytes, other: bytes, status: str
    ) -> None:
        fields = {"status": status, "scope": "share_with_colleague", "recipient": other}
        edits: list[Edit] = []
        shown: list[Any] = []
        for field, value in fields.items():
            lives = device.shown(circle, "consent", entity, field)
            edits.append(Edit("consent", entity, field, value, tuple(live.name for live in lives)))
            shown.append(lives)
        draft = Draft(circle, "consent", entity, "remark", ())
        self._save(device, {circle: [*edits, self._typed(draft)]}, {circle: [*shown, ()]})

    def _compare(self, device: Device, other: bytes) -> None:
        own = self_circle(self.world.relay.log, device.member)
        kind, field = TRUST
        lives = device.shown(own, kind, other, field)
        edit = Edit(kind, other, field, True, tuple(Name(*live.name) for live in lives))
        self.world.truth.compared.add((device.member, other))
        device.save({own: [edit]}, {own: [lives]})

    def withdraw(self, device: Device) -> bool:
        """Withdraw a consent, having seen that it was given or not."""
        for circle in self.dice.sample(self.cases(device), len(self.cases(device))):
            for kind, entity, _ in device.content.entities(circle):
                if kind == "consent" and self.dice.random() < 0.5:
                    over = self.dice.random() < 0.7
                    lives = device.shown(circle, kind, entity, "status") if over else ()
                    names = tuple(live.name for live in lives)
                    edit = Edit(kind, entity, "status", "withdrawn", names)
                    self._save(device, {circle: [edit]}, {circle: [lives]})
                    return True
        return False

    def leave(self, device: Device) -> bool:
        """Take a colleague out of a case that one leads."""
        ledger = device.replica.ledger
        for circle in self._shared_or_led(device):
            epoch = ledger.current(circle.id)
            if circle.lead != device.member or epoch is None:
                continue
            others = [m for m in holders(circle, epoch, ledger.roster) if m != device.member]
            if others:
                self._intend(device, Leave(circle.id, self.dice.choice(others)))
                return True
        return False

    def _shared_or_led(self, device: Device) -> list[Circle]:
        known = device.replica.ledger.circles.values()
        return [circle for circle in known if circle.kind == CircleKind.CASE]

    # The firm

    def _coordinates(self, device: Device) -> bool:
        return device.replica.ledger.roster.has(device.member, Role.COORDINATOR)

    def admit(self, device: Device) -> bool:
        """Admit a colleague who was invited."""
        world = self.world
        present = len(device.replica.ledger.roster.members) + len(world.joining)
        if not self._coordinates(device) or present >= MEMBERS_LIMIT:
            return False
        self.names += 1
        roles = firm.FOUNDER if self.dice.random() < 0.2 else firm.ADVISER
        who = firm.newcomer(self.random, f"member-{self.names}", roles)
        world.joining.append(Joining(who, device.name))
        self._intend(device, firm.admission(world.relay.log, who))
        return True

    def remove(self, device: Device) -> bool:
        """Remove a colleague from the firm."""
        if not self._coordinates(device):
            return False
        others = [m.id for m in device.replica.ledger.roster.current() if m.id != device.member]
        if len(others) < 2:
            return False
        self._intend(device, Remove(self.dice.choice(others)))
        return True

    def turn(self, device: Device) -> bool:
        """Renew one's keys."""
        if device.replica.ledger.current(self_circle(self.world.relay.log, device.member)) is None:
            return False
        self._intend(device, Turn(self.random(32), False))
        return True

    def turn_after_loss(self, device: Device) -> bool:
        """Renew one's keys because a device was lost."""
        if device.replica.ledger.current(self_circle(self.world.relay.log, device.member)) is None:
            return False
        self._intend(device, Turn(self.random(32), True))
        return True

    def revoke(self, device: Device) -> bool:
        """Take a lost device out; never the last one of a member."""
        roster = device.replica.ledger.roster
        coordinator = self._coordinates(device)
        for member in roster.current():
            standing = [d.id for d in roster.devices_of(member.id)]
            mine = member.id == device.member
            if len(standing) > 1 and (mine or (coordinator and self.dice.random() < 0.3)):
                lost = [d for d in standing if d != device.replica.ledger.me]
                self._intend(device, Revoke(self.dice.choice(lost)))
                return True
        return False

    def add_device(self, device: Device) -> bool:
        """Add a further device of one's own."""
        world, ledger = self.world, device.replica.ledger
        own = self_circle(world.relay.log, device.member)
        if ledger.current(own) is None or len(world.devices) >= DEVICES_LIMIT:
            return False
        self.names += 1
        name = f"{device.name}-{self.names}"
        keys = make_device(self.random)
        edit = firm.exchange_edit(keys)
        device.save({own: [edit]}, {own: [()]})
        world.adding.append(Adding(name, keys, device.name))
        self._intend(device, firm.addition(world.relay.log, device.member, keys, "second"))
        return True

    def _intend(self, device: Device, intent: Any) -> None:
        self.world.say(f"{device.name} wants {type(intent).__name__}")
        device.save({}, {}, intent=intent)


HABITS = {
    "edit": 34,
    "begin_edit": 8,
    "finish_edit": 8,
    "both": 6,
    "case": 8,
    "share": 14,
    "withdraw": 3,
    "leave": 4,
    "admit": 3,
    "remove": 1,
    "turn": 3,
    "lost": 2,
    "revoke": 2,
    "device": 3,
}
