"""Where this device stands: the number to compare, who was heard when, and notices."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tui.commands.case_page import iso
from tui.commands.ending import Ended, Exit
from tui.commands.errand import AFTER_SAVING, connection, said
from tui.commands.parsing import Nouns, add_forms, add_offline
from tui.language import _, ngettext

if TYPE_CHECKING:
    from shared.replica.notice import Notice
    from tui.commands.errand import Errand
    from tui.local.port import SyncStatus
    from tui.local.session import Session
    from tui.ports import Failure

ALL = "all"
STOPPED = "stopped"
NOT_ASKED = "not-asked"
"""The state where the relay was not asked."""


def add_to(nouns: Nouns) -> None:
    """Let the parser know `status`."""
    command = nouns.command(
        "status",
        _("show where syncing stands, and what there is to tell"),
        show,
        description=_(
            "Asks whether the relay answers, unless --offline says not to; nothing is sent or"
            " fetched. Shows how far this device is, the number that two colleagues compare by"
            " phone, when other devices were heard, and notices. The state is: connected, offline"
            " (the relay was not reached), stopped, or not-asked. With --plain one line for each:"
            " a word for what it is, and its parts."
        ),
    )
    command.add_argument(
        "--dismiss", metavar="N", help=_("put a notice away by its number, or all of them: all")
    )
    command.add_argument(
        "--leave-out",
        metavar="ID",
        help=_(
            "after an alarm, and after you compared numbers: go on without the record that it names"
        ),
    )
    command.add_argument("--yes", action="store_true", help=_("do not ask whether you are sure"))
    add_offline(command)
    add_forms(command)


async def show(errand: Errand) -> Exit:
    """Show the state; put notices away first, or leave a record out."""
    from tui.widgets.notice_words import loudest_first

    async with errand.opened() as session:
        if errand.given.leave_out is not None:
            await _leave_out(errand, session, errand.given.leave_out)
        if errand.given.dismiss is not None:
            _dismiss(session, errand.given.dismiss)
        asked = not errand.given.offline
        problem = await _knock(session) if asked else None
        status = session.status()
        state = connection(status, problem) if asked or status.state == STOPPED else NOT_ASKED
        notices = loudest_first(status.notices)
        data = _data(errand, session, status, state, notices)
        lines = [*_state_lines(state, problem), *_lines(errand, session, status, notices)]
    errand.put(data, lambda: _rows(data), lambda: lines)
    return Exit.OK


def _dismiss(session: Session, which: str) -> None:
    from tui.widgets.notice_words import loudest_first

    notices = loudest_first(session.status().notices)
    if which.casefold() == ALL:
        chosen = notices
    elif which.isdecimal() and 1 <= int(which) <= len(notices):
        chosen = [notices[int(which) - 1]]
    else:
        raise Ended(_("There is no notice {number}.").format(number=which))
    for notice in chosen:
        session.dismiss(notice)


async def _leave_out(errand: Errand, session: Session, word: str) -> None:
    """Go on without a record that an alarm names."""
    wanted = word.strip().casefold()
    found = {
        dict(notice.blanks).get("record", ""): notice
        for notice in session.status().notices
        if wanted and dict(notice.blanks).get("record", "").startswith(wanted)
    }
    if len(found) != 1:
        raise Ended(
            _("No alarm names a record {word}. Nothing was left out.").format(word=word),
            hints=[_("The records are in: luister status")],
        )
    ((record, notice),) = found.items()
    if not errand.given.yes:
        errand.terminal.say(
            _(
                "Did you call {author}, and were both numbers the same? Only then is it the record"
                " that is false, and not the relay."
            ).format(author=dict(notice.blanks).get("author", "…"))
        )
        if not errand.terminal.can_ask or not errand.terminal.agrees(
            _("Go on without this record? Type yes or no:")
        ):
            raise Ended(_("Nothing was left out."))
    session.leave_out(bytes.fromhex(record))
    session.dismiss(notice)
    await errand.send(session)


async def _knock(session: Session) -> Failure | None:
    """Log in at the relay and leave again; the problem that prevented it."""
    from tui.local.problem import Problem, Trouble

    link = session.fresh_link()
    try:
        async with asyncio.timeout(AFTER_SAVING):
            opened = await link.open()
    except TimeoutError:
        return Problem(Trouble.timeout)
    finally:
        await link.close()
    return opened if isinstance(opened, Problem) else None


def _state_lines(state: str, problem: Failure | None) -> Iterable[str]:
    if problem is not None:
        yield said(problem)
    elif state == NOT_ASKED:
        yield _("The relay was not asked: this is what this device knows.")
    elif state != STOPPED:
        yield _("The relay answers.")


def _data(
    errand: Errand, session: Session, status: SyncStatus, state: str, notices: list[Notice]
) -> dict[str, Any]:
    from tui.widgets.firm_words import chain_number
    from tui.widgets.notice_words import notice_text

    me = session.members()[0]
    device = next((device.name for device in me.devices if device.this_one), "")
    return {
        "firm": session.firm_name,
        "name": me.name,
        "device": device,
        "home": str(errand.folder),
        "relay": session.facts.relay,
        "state": state,
        "place": status.place,
        "chain": status.chain.hex(),
        "number": chain_number(status.chain),
        "unkept": status.unkept,
        "intents": status.intents,
        "unsent": status.unsent,
        "heard": [{"device": name, "time": iso(time)} for name, time in status.heard],
        "notices": [
            {
                "number": number,
                "code": str(notice.told.value),
                "tone": notice.told.tone.value,
                "place": notice.place,
                "text": notice_text(notice),
                "record": dict(notice.blanks).get("record"),
            }
            for number, notice in enumerate(notices, 1)
        ],
    }


def _rows(data: dict[str, Any]) -> Iterable[list[str]]:
    for name, value in data.items():
        if not isinstance(value, list):
            yield [name, str(value)]
    for heard in data["heard"]:
        yield ["heard", heard["device"], heard["time"]]
    for notice in data["notices"]:
        yield ["notice", *(str(part) for part in notice.values() if part is not None)]


def _lines(
    errand: Errand, session: Session, status: SyncStatus, notices: list[Notice]
) -> Iterable[str]:
    from tui.widgets.firm_words import chain_number
    from tui.widgets.notice_words import notice_text, tone_word
    from tui.widgets.when import days_since, moment, silence

    me = session.members()[0]
    now = errand.now
    yield f"{session.firm_name}: {me.name}"
    yield _("Place {place} of the log. The number to compare by phone at the same place:").format(
        place=status.place
    )
    yield f"    {chain_number(status.chain)}"
    if status.unkept:
        yield ngettext(
            "{count} change not yet kept by the relay",
            "{count} changes not yet kept by the relay",
            status.unkept,
        ).format(count=status.unkept)
    if status.intents:
        yield ngettext(
            "{count} act waits for the next sync",
            "{count} acts wait for the next sync",
            status.intents,
        ).format(count=status.intents)
    if status.unsent:
        yield ngettext(
            "{count} change can not be shared any more; it is kept on this device.",
            "{count} changes can not be shared any more; they are kept on this device.",
            status.unsent,
        ).format(count=status.unsent)
    yield _("Other devices")
    for name, time in status.heard:
        days = days_since(time, now)
        if days >= 3:
            when = _("nothing heard for {days}").format(days=silence(days))
        else:
            when = _("in step, {when}").format(when=moment(time, now))
        yield f"    {name}: {when}"
    if not status.heard:
        yield f"    {_('nothing heard of another device yet')}"
    if notices:
        yield _("Notices")
    for number, notice in enumerate(notices, 1):
        record = dict(notice.blanks).get("record")
        yield f"{number:3}  {tone_word(notice)}: {notice_text(notice)}"
        if record is not None:
            yield "     " + _("record {id}").format(id=record)
