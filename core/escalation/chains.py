"""Who is told of what, in which order, and when: the terms chains are written in.

A chain begins with a cause, for the tickets that fit one of its conditions; of a code's rows the
first that fits counts. `core.escalation.shipped` are the standard's own; a group may adopt others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from core.actor import Role
from core.escalation.kinds import Cause, ChainCode, Counted
from core.tickets.kinds import Kind, Severity, Urgency


@dataclass(frozen=True, slots=True)
class Grade:
    """What of a ticket decides which chains it begins (S-B1, S-B3)."""

    kind: Kind
    urgency: Urgency
    severity: Severity
    needs_developer: bool
    important: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """Tickets of any of these; None and False leave a thing open."""

    kinds: frozenset[Kind] | None = None
    urgencies: frozenset[Urgency] | None = None
    severities: frozenset[Severity] | None = None
    needs_developer: bool = False
    important: bool = False

    def fits(self, ticket: Grade) -> bool:
        """Whether a ticket of this grade is meant."""
        return (
            (self.kinds is None or ticket.kind in self.kinds)
            and (self.urgencies is None or ticket.urgency in self.urgencies)
            and (self.severities is None or ticket.severity in self.severities)
            and (ticket.needs_developer or not self.needs_developer)
            and (ticket.important or not self.important)
        )


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """A report owed by who is told at a step, `within` so long of the chain's beginning."""

    rule: str
    within: timedelta


@dataclass(frozen=True, slots=True)
class ChainStep:
    """Whom to tell, and how long after the beginning, or after the step before was told."""

    rule: str
    role: Role
    after: timedelta
    counted: Counted = Counted.START
    report: WrittenReport | None = None


CAUSES: Mapping[ChainCode, frozenset[Cause]] = {
    ChainCode.MATTER: frozenset({Cause.GRADE, Cause.MANUAL}),
    ChainCode.SUPERVISOR: frozenset({Cause.GRADE}),
    ChainCode.ATTENDANCE: frozenset({Cause.GRADE}),
    ChainCode.OVERDUE: frozenset({Cause.PROMISE, Cause.NOBODY, Cause.VERIFICATION}),
    ChainCode.PERSONAL: frozenset({Cause.UNPERSUADED}),
}
"""What each begins with. No group tells these apart: what nobody has is escalated exactly like what
is overdue (S-C5)."""


@dataclass(frozen=True, slots=True)
class Chain:
    """One row: with a cause of its code, for tickets that fit `when`, these are told in turn.

    Whoever acknowledges keeps the later steps from being told. `stand_down`, the same in all rows
    of a code, may end it by hand. `urgent` tellings pass quiet hours.
    """

    code: ChainCode
    steps: tuple[ChainStep, ...]
    stand_down: frozenset[Role]
    when: tuple[Condition, ...] = field(default=(Condition(),))
    urgent: bool = False

    def fits(self, ticket: Grade) -> bool:
        """Whether this row is for such a ticket."""
        return any(each.fits(ticket) for each in self.when)


@dataclass(frozen=True, slots=True)
class Chains:
    """Every chain, and two times beside them.

    A report still overdue `report_again` later is told to another one further up; what needs the
    developer is verified together `verified_within` of the end of its handling (S-G4).
    """

    rows: tuple[Chain, ...]
    report_again: timedelta
    verified_within: timedelta

    def one(self, code: ChainCode, cause: Cause, ticket: Grade) -> Chain | None:
        """The row of a chain for such a ticket with such a cause; None where it begins none."""
        if cause not in CAUSES[code]:
            return None
        return next((row for row in self.rows if row.code is code and row.fits(ticket)), None)

    def begun_by(self, cause: Cause, ticket: Grade) -> tuple[Chain, ...]:
        """The chains that a cause begins, one row of each code."""
        codes = dict.fromkeys(row.code for row in self.rows)
        rows = (self.one(code, cause, ticket) for code in codes)
        return tuple(row for row in rows if row is not None)

    def by_hand(self, ticket: Grade) -> Chain:
        """The chain that somebody begins by hand, whatever the ticket's grade."""
        rows = [row for row in self.rows if Cause.MANUAL in CAUSES[row.code]]
        return next((row for row in rows if row.fits(ticket)), rows[0])

    def may_stand_down(self, code: ChainCode) -> frozenset[Role]:
        """Who may end a chain by hand, with a reason."""
        return next(row.stand_down for row in self.rows if row.code is code)


__all__ = [
    "CAUSES",
    "Chain",
    "ChainStep",
    "Chains",
    "Condition",
    "Grade",
    "WrittenReport",
]
