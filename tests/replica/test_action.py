"""Actions that are carried out together."""

from __future__ import annotations

import pytest

from shared.protocol.messages import Append
from shared.replica.action import Action, Keep, Push, Tell, together
from shared.replica.commit import Commit, Row
from shared.replica.notice import Notice, Told
from shared.replica.outbox import NO_FLIGHT, Flight, FlightRecord, Item

ROW = Row(1, b"t" * 16, b"i" * 32, None)
FLIGHT = Flight((FlightRecord(b"wire", b"i" * 32, b"e" * 32, 0),))


def test_commits_that_follow_each_other_become_one() -> None:
    """What landed and what is sent next reach the disk in one piece, the later on top."""
    landed = Commit(rows=[ROW], items=[Item(1)], done=[1], flight=NO_FLIGHT, head=b"head")
    formed = Commit(items=[Item(2)], flight=FLIGHT)
    push = Push(Append(1, False, (b"wire",), ()))
    [kept, pushed] = together([Keep(landed), Keep(formed), push])
    assert pushed is push
    assert isinstance(kept, Keep)
    both = kept.commit
    assert (both.rows, both.done) == ([ROW], [1])
    assert [item.number for item in both.items] == [1, 2]
    assert (both.flight, both.head, both.ring) == (FLIGHT, b"head", None)


def test_nothing_is_kept_before_what_stands_in_front_of_it() -> None:
    """A commit stays behind what was to be told before it."""
    tell = Tell(Notice(Told.FELL, 1))
    actions: list[Action] = [Keep(Commit(head=b"1")), tell, Keep(Commit(head=b"2"))]
    assert together(actions) == actions


@pytest.mark.parametrize("name", Commit.__struct_fields__)
def test_no_part_of_a_commit_is_lost(name: str) -> None:
    """Each field of either commit is in the whole."""
    values: dict[str, object] = {
        "rows": [ROW],
        "items": [Item(1)],
        "done": [7],
        "unsent": [Item(2)],
        "filled": [ROW],
        "dropped": [3],
        "shredded": [4],
        "flight": FLIGHT,
        "ring": b"ring",
        "head": b"head",
    }
    one = Commit(**{name: values[name]})  # type: ignore[arg-type]
    assert getattr(one.followed_by(Commit()), name) == values[name]
    assert getattr(Commit().followed_by(one), name) == values[name]
