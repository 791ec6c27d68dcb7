"""Sharing a case with a colleague, on the ground of the reporter's consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.commands.ending import Ended, Exit
from tui.commands.finding import case_of, entry_of, member_of
from tui.commands.parsing import Nouns, add_forms, add_offline
from tui.language import _

if TYPE_CHECKING:
    from shared.casework.model.case_file import CaseFile
    from tui.commands.errand import Errand
    from tui.local.port import MemberRow
    from tui.local.session import Session

SHARED, WAITING = "shared", "waiting"


def add_to(cases: Nouns) -> None:
    """Let the parser know `case share`."""
    command = cases.command(
        "share",
        _("give a colleague a case, with the consent of the reporter"),
        share,
        description=_(
            "Gives a colleague the case as it is now, and what comes after. Write down the"
            " consent of the reporter first (luister consent add), and compare words with the"
            " colleague (luister words). What a colleague has read can not be taken back."
        ),
    )
    command.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    command.add_argument("colleague", metavar=_("NAME"), help=_("the colleague, by name"))
    command.add_argument(
        "--consent", metavar="ID", help=_("the consent; without it the last one that is in force")
    )
    add_offline(command)
    add_forms(command)


async def share(errand: Errand) -> Exit:
    """Check the ground, keep the wish, and see whether it came about."""
    async with errand.opened() as session:
        file = session.case(case_of(session, errand.given.code))
        others = [row for row in session.members() if not row.is_me]
        colleague = member_of(others, errand.given.colleague)
        code, name = file.case.code, colleague.name
        if _holds(session, file, colleague):
            errand.terminal.say(_("{name} reads {code} already.").format(name=name, code=code))
            sent = {"kept": True, "unkept": session.status().unkept}
        else:
            _check(session, file, colleague)
            consent = _ground(errand, file, colleague)
            _check_words(colleague)
            before = set(session.status().notices)
            session.share(file.circle, colleague.member, consent)
            sent = await errand.send(session)
            _failed(session, before)
        state = SHARED if _holds(session, file, colleague) else WAITING
    if state == SHARED:
        words = _("{name} has {code} now.")
    else:
        words = _("{name} gets {code} at the next sync; until then it is a wish.")
    errand.put(
        {"code": code, "member": colleague.member.hex(), "name": name, "state": state, **sent},
        lambda: [(code, name, state)],
        lambda: [words.format(name=name, code=code)],
    )
    return Exit.OK


def _holds(session: Session, file: CaseFile, colleague: MemberRow) -> bool:
    return any(row.member == colleague.member for row in session.holders(file.circle))


def _check(session: Session, file: CaseFile, colleague: MemberRow) -> None:
    if session.lead(file.circle) != session.my_member:
        raise Ended(_("Only the adviser who leads the case can share it."), name="not_the_lead")
    if "adviser" not in colleague.roles:
        raise Ended(_("This colleague is not an adviser of the firm."), name="no_adviser")


def _check_words(colleague: MemberRow) -> None:
    """Last, because the reporter is asked first: as on the screen."""
    if not colleague.compared:
        raise Ended(
            _("You have not compared the safety words with this colleague."),
            hints=[f"luister words {_quoted(colleague.name)}"],
            name="words_not_compared",
        )


def _ground(errand: Errand, file: CaseFile, colleague: MemberRow) -> bytes:
    """The consent to share on, or why there is none."""
    from shared.casework.consent import consenting
    from shared.casework.model.codes import ConsentScope
    from shared.casework.model.kinds import Kind

    if errand.given.consent is not None:
        consent = entry_of(file, errand.given.consent, Kind.CONSENT).id
    else:
        in_force = consenting.consents_for(file, colleague.member, errand.today)
        about = [
            one
            for one in file.consents
            if one.scope is ConsentScope.SHARE_WITH_COLLEAGUE and one.recipient == colleague.member
        ]
        consent = (in_force or about)[-1].id if in_force or about else b""
    broken = consenting.share_check(file, consent, colleague.member, errand.today)
    if broken is not None:
        scope = ConsentScope.SHARE_WITH_COLLEAGUE
        command = f"luister consent add {file.case.code} {scope}"
        raise Ended.by(broken.rule, [f"{command} --to {_quoted(colleague.name)} --given"])
    return consent


def _failed(session: Session, before: object) -> None:
    """The sync said that it can not be done: it was told, and is dropped."""
    from shared.replica.notice import Told

    assert isinstance(before, set)
    fell = [n for n in session.status().notices if n.told is Told.INTENT_FELL and n not in before]
    if fell:
        raise Ended(_("Nothing was shared."))


def _quoted(name: str) -> str:
    import shlex

    return shlex.quote(name)
