"""The names of a case's people: in a vault of their own, opened with a reason that is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from shared.casework.model.kinds import FIELDS, Kind
from tui.commands.ending import Ended, Exit
from tui.commands.finding import SHORTEST, case_of, member_of
from tui.commands.parsing import Nouns, add_code, add_reading, add_saving, add_sure
from tui.commands.saving import edits_of
from tui.commands.typed_fields import add_fields, values
from tui.language import _

if TYPE_CHECKING:
    import argparse

    from shared.casework.model.case_file import CaseFile
    from shared.casework.model.views import Identity
    from shared.replica.change import Edit
    from tui.commands.errand import Errand
    from tui.local.port import Vault
    from tui.local.session import Session

_FIELDS = list(FIELDS[Kind.IDENTITY])


def add_to(nouns: Nouns) -> None:
    """Let the parser know `vault`."""
    vaults = nouns.noun("vault", _("keep names apart from the case, and destroy them"))

    opening = vaults.command(
        "open",
        _("show the names; the reason is written down in the case"),
        show,
        description=_(
            "Shows the names of a case's people. That they were opened, when, why and by whom is"
            " written down in the case. With --plain: id, who, name, phone, e-mail, address."
        ),
    )
    add_code(opening)
    opening.add_argument(
        "--reason", metavar=_("TEXT"), required=True, help=_("why the names are opened")
    )
    add_saving(opening, texts=False)

    adding = vaults.command("add", _("keep a name; prints its id"), add)
    add_code(adding)
    add_fields(adding, Kind.IDENTITY, _FIELDS)
    _reason(adding)
    add_saving(adding, texts=False)

    for name, help, run in (
        ("edit", _("change a name or an address"), edit),
        ("delete", _("destroy one name for good"), delete),
    ):
        command = vaults.command(name, help, run)
        add_code(command)
        command.add_argument(
            "id", metavar="ID", help=_("its id, the beginning of it, or the label of the person")
        )
        _reason(command)
        if name == "edit":
            add_fields(command, Kind.IDENTITY, _FIELDS)
        else:
            add_sure(command)
        add_saving(command, texts=False)

    sharing = vaults.command(
        "share", _("let a colleague who holds the case see its names, too"), share
    )
    add_code(sharing)
    sharing.add_argument("colleague", metavar=_("NAME"), help=_("the colleague, by name"))
    add_saving(sharing, texts=False)

    status = vaults.command("status", _("say whether there are names, and who holds them"), state)
    add_code(status)
    add_reading(status)

    shredding = vaults.command(
        "shred",
        _("destroy all names of a case for good"),
        shred,
        description=_(
            "Destroys the names of a case: on this device at once, on every other device that"
            " holds them at its next sync. Nobody can bring them back. The case stays."
        ),
    )
    add_code(shredding)
    add_sure(shredding)
    add_saving(shredding, texts=False)


def _reason(command: argparse.ArgumentParser) -> None:
    """Names that are there already are opened to add one, to change or to destroy one."""
    command.add_argument(
        "--reason",
        metavar=_("TEXT"),
        default="",
        help=_("why the names are opened; what is done with them when it is not said"),
    )


def _opened(session: Session, file: CaseFile) -> Vault:
    """The vault of a case; raises `Ended` where this device holds none."""
    from tui.local.port import VaultState

    vault = session.vault(file.circle)
    if vault is not None:
        return vault
    texts = {
        VaultState.none: _("No names are kept in this case."),
        VaultState.elsewhere: _(
            "A colleague keeps the names of this case. They were not shared with you."
        ),
        VaultState.shredded: _("The names of this case were destroyed."),
    }
    state = session.vault_state(file.circle)
    raise Ended(texts.get(state, texts[VaultState.none]), name=f"names_{state.value}")


def _logged(errand: Errand, file: CaseFile, usual: str = "") -> list[Edit]:
    """The edits that write down in the case that its names were opened: the reason that was
    typed, or the `usual` one."""
    from shared.casework import verbs

    at = f"{errand.now:%Y-%m-%dT%H:%M}"
    given = {"opened_at": at, "reason": errand.given.reason or usual}
    outcome = verbs.add(file, Kind.VAULT_OPENING, errand.new_id(), given, errand.today)
    return edits_of(Kind.VAULT_OPENING, outcome)


async def show(errand: Errand) -> Exit:
    """Log why the names are opened, then show them."""
    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        vault = _opened(session, file)
        session.save(file.circle, _logged(errand, file))
        await errand.send(session)
        labels = {party.id: party.label for party in file.parties}
    errand.put(
        [_data(one) for one in vault.identities],
        lambda: [
            (one.id.hex(), labels.get(one.party or b"", ""), one.name, one.phone, one.email,
             one.address)
            for one in vault.identities
        ],
        lambda: _lines(vault, labels),
    )  # fmt: skip
    return Exit.OK


def _data(one: Identity) -> dict[str, Any]:
    from tui.commands.case_page import plain_value

    return {"id": one.id.hex(), **{name: plain_value(getattr(one, name)) for name in _FIELDS}}


def _lines(vault: Vault, labels: dict[bytes, str]) -> Iterable[str]:
    from tui.commands.case_page import INDENT

    for one in vault.identities:
        who = labels.get(one.party or b"", "")
        yield f"{one.id.hex()[:8]}  {who}".rstrip()
        for name, field in FIELDS[Kind.IDENTITY].items():
            value = getattr(one, name)
            if value and name != "party":
                yield f"{INDENT}{_(field.label)}: {value}"


async def add(errand: Errand) -> Exit:
    """Keep a name; the vault is made with the first."""
    from shared.casework import verbs
    from tui.local.port import VaultState

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        given = values(errand, session, Kind.IDENTITY, file, _FIELDS)
        new = errand.new_id()
        edits = edits_of(Kind.IDENTITY, verbs.add(file, Kind.IDENTITY, new, given, errand.today))
        logged: list[Edit] = []
        if session.vault_state(file.circle) in (VaultState.elsewhere, VaultState.open):
            _opened(session, file)
            logged = _logged(errand, file, _("A name was added."))
        place = session.new_vault(file.circle)
        session.save_all({file.circle: logged, place: edits})
        return await _done(errand, session, file, new)


async def _done(errand: Errand, session: Session, file: CaseFile, id: bytes) -> Exit:
    sent = await errand.send(session)
    code = file.case.code
    data = {"code": code, "type": str(Kind.IDENTITY), "id": id.hex(), **sent}
    errand.put(data, lambda: [(code, id.hex())], lambda: [id.hex()[:8]])
    return Exit.OK


def _identity(file: CaseFile, vault: Vault, word: str) -> Identity:
    """Somebody in the vault: by the label of the person, or the beginning of the id."""
    wanted = word.strip().casefold()
    parties = {party.id for party in file.parties if party.label.casefold() == wanted}
    found = [one for one in vault.identities if one.party in parties]
    if not found and len(wanted) >= SHORTEST:
        found = [one for one in vault.identities if one.id.hex().startswith(wanted)]
    if len(found) != 1:
        raise Ended(
            _("The names hold nothing that is called {word}.").format(word=word)
            if not found
            else _("{word} can be several entries. Write more of the id:").format(word=word),
            hints=[one.id.hex()[:8] for one in found],
        )
    return found[0]


async def edit(errand: Errand) -> Exit:
    """Change a name or an address."""
    from shared.casework import verbs

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        vault = _opened(session, file)
        shown = _identity(file, vault, errand.given.id)
        given = values(errand, session, Kind.IDENTITY, file, _FIELDS)
        edits = edits_of(Kind.IDENTITY, verbs.change(file, shown, given, errand.today))
        if not edits:
            errand.terminal.say(_("Nothing is different from what was there."))
        logged = _logged(errand, file, _("A name was changed."))
        session.save_all({file.circle: logged, vault.places[shown.id]: edits})
        return await _done(errand, session, file, shown.id)


async def delete(errand: Errand) -> Exit:
    """Destroy one name."""
    from shared.casework.model.wiping import wipe

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        vault = _opened(session, file)
        shown = _identity(file, vault, errand.given.id)
        errand.confirm(_("Destroy this name for good?"))
        logged = _logged(errand, file, _("A name was destroyed."))
        session.save_all({file.circle: logged, vault.places[shown.id]: wipe(shown)})
        return await _done(errand, session, file, shown.id)


async def share(errand: Errand) -> Exit:
    """Let a colleague see the names, on the consent on which the case was shared."""
    from shared.casework.consent import consenting
    from shared.casework.rules import Rule

    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        vault = _opened(session, file)
        others = [row for row in session.holders(file.circle) if not row.is_me]
        colleague = member_of(others, errand.given.colleague)
        code, name = file.case.code, colleague.name
        if colleague.member in vault.holders:
            errand.terminal.say(_("{name} reads {code} already.").format(name=name, code=code))
        else:
            grounds = consenting.consents_for(file, colleague.member, errand.today)
            if not grounds:
                raise Ended.by(Rule.NO_CONSENT)
            session.share_vault(file.circle, colleague.member, grounds[-1].id)
        sent = await errand.send(session)
        after = session.vault(file.circle)
        held = after is not None and colleague.member in after.holders
    words = (
        _("{name} has the names of {code} now.")
        if held
        else _("{name} gets the names of {code} at the next sync; until then it is a wish.")
    )
    data = {"code": code, "member": colleague.member.hex(), "name": name, "held": held, **sent}
    errand.put(
        data,
        lambda: [(code, name, "held" if held else "wish")],
        lambda: [words.format(name=name, code=code)],
    )
    return Exit.OK


async def state(errand: Errand) -> Exit:
    """Whether there are names, and who holds them; none is shown."""
    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        now = session.vault_state(file.circle)
        vault = session.vault(file.circle)
        holders = () if vault is None else vault.holders
        names = [row.name for row in session.members() if row.member in holders]
    texts = {
        "none": _("No names are kept in this case."),
        "open": _("Names are kept. Held by: {names}").format(names=", ".join(names)),
        "elsewhere": _("A colleague keeps the names of this case. They were not shared with you."),
        "shredded": _("The names of this case were destroyed."),
    }
    data = {"code": file.case.code, "state": now.value, "holders": names}
    errand.put(
        data,
        lambda: [(file.case.code, now.value, ",".join(names))],
        lambda: [texts[now.value]],
    )
    return Exit.OK


async def shred(errand: Errand) -> Exit:
    """Destroy all names of a case."""
    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        _opened(session, file)
        errand.confirm(
            _("Destroy all names of this case?"),
            _(
                "They are gone from this device at once, and from every other device that"
                " holds them at its next sync. Nobody can bring them back; the case stays."
            ),
        )
        session.shred_vault(file.circle)
        errand.terminal.say(_("The names are destroyed."))
        sent = await errand.send(session)
    code = file.case.code
    errand.put({"code": code, "state": "shredded", **sent}, lambda: [(code, "shredded")], list)
    return Exit.OK
