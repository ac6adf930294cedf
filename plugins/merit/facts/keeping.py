"""Whose a promise was to keep, and whose the work was: pure functions over a ticket's history.

Somebody has a ticket from when it was dispatched or handed to them, or they took it on, until
somebody else has it or it was given back. Time in which it waited for what is not theirs to bring
about, or was worked on through another ticket, is nobody's.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from core.tickets.actions import Action
from core.tickets.kinds import HoldReason, State

GIVES = frozenset({Action.DISPATCH, Action.HAND_OVER})
"""After these the ticket is whose they say, or nobody's; others may name somebody, too."""

Measure = Callable[[datetime, datetime], timedelta]
"""How much of a promise's own kind of time passes between two instants."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An entry of the history, as far as it says who has the ticket or what it waits for.

    `assignee` is who has it from then on, where the entry says so; `following`: it joined an
    incident, and is worked on through the lead.
    """

    at: datetime
    action: Action
    state: State
    assignee: UUID | None = None
    reason: HoldReason | None = None
    until: datetime | None = None
    following: bool = False


@dataclass(frozen=True, slots=True)
class Having:
    """Who has the ticket, and whether it waits: until `waits_until`, or as long as it is held."""

    holder: UUID | None = None
    waits: bool = False
    waits_until: datetime | None = None
    follows: bool = False

    def after(self, moment: Moment, excused: frozenset[HoldReason]) -> "Having":
        """The same once a moment has passed."""
        now = self
        if moment.action is Action.RETURN:
            now = replace(now, holder=None)
        elif moment.action in GIVES or moment.assignee is not None:
            now = replace(now, holder=moment.assignee)
        if moment.action is Action.HOLD and moment.reason in excused:
            # The developer's answer is waited for as long as it takes; the rest until it was due.
            endless = moment.reason is HoldReason.DEVELOPER
            now = replace(now, waits=True, waits_until=None if endless else moment.until)
        elif moment.state is not State.ON_HOLD or moment.action is Action.HOLD:
            now = replace(now, waits=False, waits_until=None)
        if moment.action is Action.JOIN and moment.following:
            now = replace(now, follows=True)
        elif moment.action is Action.LEAVE:
            now = replace(now, follows=False)
        return now

    def works_from(self, begin: datetime, end: datetime) -> datetime | None:
        """From when on in this time the holder can work on it; None: not at all."""
        if self.follows or (self.waits and self.waits_until is None):
            return None
        since = max(begin, self.waits_until) if self.waits and self.waits_until else begin
        return since if since < end else None


def keeper(
    history: Sequence[Moment],
    since: datetime,
    until: datetime,
    excused: frozenset[HoldReason],
    measure: Measure,
) -> UUID | None:
    """Whose a promise was, made at `since` and broken at `until`; None where it was nobody's.

    It is theirs who has the ticket when it breaks, if they have had it for at least half of the
    promise's time in which it could be worked on, and it does not wait just then.
    """
    owed, had = timedelta(), defaultdict[UUID | None, timedelta](timedelta)
    last = Having()
    for having, begin, end in _stretches(history, until, excused):
        last = having
        start = having.works_from(max(begin, since), end)
        if start is not None and max(begin, since) < end:
            passed = measure(start, end)
            owed += passed
            had[having.holder] += passed
    waits = last.waits and (last.waits_until is None or until < last.waits_until)
    if last.holder is None or last.follows or waits or not owed:
        return None
    return last.holder if 2 * had[last.holder] >= owed else None


def worker(history: Sequence[Moment], at: datetime) -> UUID | None:
    """Whose the work was that was done at an instant: theirs who finished it last, or else theirs
    who have it."""
    past = [each for each in history if each.at <= at]
    finished = [number for number, each in enumerate(past) if each.action is Action.COMPLETE]
    having = Having()
    for each in past[: finished[-1] + 1] if finished else past:
        having = having.after(each, frozenset())
    return having.holder


def _stretches(
    history: Sequence[Moment], until: datetime, excused: frozenset[HoldReason]
) -> Iterator[tuple[Having, datetime, datetime]]:
    """What held from each moment to the next, up to and with `until`."""
    having = Having()
    past = [each for each in history if each.at <= until]
    for number, each in enumerate(past):
        having = having.after(each, excused)
        end = past[number + 1].at if number + 1 < len(past) else until
        yield having, each.at, end


__all__ = ["GIVES", "Having", "Measure", "Moment", "keeper", "worker"]
