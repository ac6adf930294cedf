"""Who is told of what, in which order, and when: the shipped table of chains.

A chain begins with a cause, for the tickets that fit one of its conditions; of a code's rows the
first that fits counts. The numbers are the service standard's where it gives any. Those of S-G2
and S-G3 allow so many minutes from being told; all of S-G1 to S-G3 are counted from the beginning
here, which keeps both readings (decision 013).
"""

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


@dataclass(frozen=True, slots=True)
class Chain:
    """One row: with any of `causes`, for tickets that fit any of `when`, these are told in turn.

    Whoever acknowledges keeps the later steps from being told. `stand_down` may end it by hand.
    `urgent` tellings pass quiet hours.
    """

    code: ChainCode
    rule: str
    causes: frozenset[Cause]
    steps: tuple[ChainStep, ...]
    stand_down: frozenset[Role]
    when: tuple[Condition, ...] = field(default=(Condition(),))
    urgent: bool = False

    def fits(self, cause: Cause, ticket: Grade) -> bool:
        """Whether this row is for such a ticket, with such a cause."""
        return cause in self.causes and any(each.fits(ticket) for each in self.when)


EMERGENCY = Condition(urgencies=frozenset({Urgency.EMERGENCY}))
GRAVE = Condition(severities=frozenset({Severity.MAJOR, Severity.COMPLEX}))
IMPORTANT = Condition(important=True)
DEVELOPER = Condition(needs_developer=True)

_COMPLAINTS = frozenset({Kind.COMPLAINT})
ATTENDED = (
    Condition(kinds=_COMPLAINTS, important=True),
    Condition(kinds=_COMPLAINTS, severities=frozenset({Severity.MAJOR})),
)
"""S-D5: complaints of important customers, and major ones."""

ABOVE = frozenset(
    {
        Role.REGION_MANAGER,
        Role.COMPANY_LEADER,
        Role.BOARD,
        Role.DUTY_OFFICER,
        Role.GROUP_DIRECTOR,
    }
)
"""Who stands over an estate: nobody below them silences what concerns it as a whole."""

AT_THE_ESTATE = ABOVE | {Role.ESTATE_MANAGER}

LATE = frozenset({Cause.PROMISE, Cause.NOBODY, Cause.VERIFICATION})
"""S-C5: what nobody has is escalated exactly like what is overdue."""


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def _hours(count: int) -> timedelta:
    return timedelta(hours=count)


CHAINS: tuple[Chain, ...] = (
    Chain(
        ChainCode.MATTER,
        "S-G",
        frozenset({Cause.GRADE, Cause.MANUAL}),
        (
            ChainStep("S-G1", Role.DEPARTMENT_HEAD, _minutes(3)),
            ChainStep(
                "S-G1",
                Role.ESTATE_MANAGER,
                _minutes(3),
                report=WrittenReport("S-G2", _hours(24)),
            ),
            ChainStep(
                "S-G2",
                Role.COMPANY_LEADER,
                _minutes(5),
                report=WrittenReport("S-G3", _hours(48)),
            ),
            ChainStep("S-G3", Role.BOARD, _minutes(10)),
        ),
        stand_down=ABOVE,
        when=(EMERGENCY, GRAVE, IMPORTANT, DEVELOPER),
        urgent=True,
    ),
    Chain(
        ChainCode.SUPERVISOR,
        "S-C4",
        frozenset({Cause.GRADE}),
        (ChainStep("S-C4", Role.CS_SUPERVISOR, _minutes(0)),),
        stand_down=AT_THE_ESTATE,
        when=(EMERGENCY, GRAVE),
        urgent=True,
    ),
    Chain(
        ChainCode.ATTENDANCE,
        "S-D5",
        frozenset({Cause.GRADE}),
        (
            ChainStep("S-D5", Role.BUTLER, _minutes(0)),
            ChainStep("S-D5", Role.DEPARTMENT_HEAD, _minutes(0)),
        ),
        stand_down=AT_THE_ESTATE,
        when=ATTENDED,
    ),
    Chain(
        ChainCode.OVERDUE,
        "S-C5",
        LATE,
        (
            ChainStep("S-C5", Role.CS_SUPERVISOR, _minutes(0)),
            ChainStep("S-C5", Role.ESTATE_MANAGER, _minutes(15), Counted.TOLD),
            ChainStep("S-C5", Role.REGION_MANAGER, _minutes(30), Counted.TOLD),
            ChainStep("S-C5", Role.DUTY_OFFICER, _minutes(60), Counted.TOLD),
        ),
        stand_down=AT_THE_ESTATE,
        when=(EMERGENCY,),
        urgent=True,
    ),
    Chain(
        ChainCode.OVERDUE,
        "S-C5",
        LATE,
        (
            ChainStep("S-C5", Role.CS_SUPERVISOR, _minutes(0)),
            ChainStep("S-C5", Role.ESTATE_MANAGER, _hours(2), Counted.TOLD),
            ChainStep("S-C5", Role.REGION_MANAGER, _hours(12), Counted.TOLD),
            ChainStep("S-C5", Role.DUTY_OFFICER, _hours(24), Counted.TOLD),
        ),
        stand_down=AT_THE_ESTATE,
    ),
    Chain(
        ChainCode.PERSONAL,
        "S-B4",
        frozenset({Cause.UNPERSUADED}),
        (
            ChainStep("S-B4", Role.DEPARTMENT_HEAD, _minutes(0)),
            ChainStep("S-B4", Role.ESTATE_MANAGER, _hours(2), Counted.TOLD),
            ChainStep("S-B4", Role.REGION_MANAGER, _hours(12), Counted.TOLD),
            ChainStep("S-B4", Role.DUTY_OFFICER, _hours(24), Counted.TOLD),
        ),
        stand_down=AT_THE_ESTATE,
    ),
)
"""The shipped chains."""

ORDER: tuple[ChainCode, ...] = tuple(dict.fromkeys(chain.code for chain in CHAINS))

REPORT_AGAIN = timedelta(hours=24)
"""After so long another one further up is told of a report that is still overdue."""

VERIFIED_WITHIN = timedelta(hours=8)
"""S-G4: from the end of the handling."""


def chain_for(code: ChainCode, cause: Cause, ticket: Grade) -> Chain | None:
    """The row of a chain for such a ticket with such a cause; None where it begins none."""
    return next((row for row in CHAINS if row.code is code and row.fits(cause, ticket)), None)


def chains_for(cause: Cause, ticket: Grade) -> tuple[Chain, ...]:
    """The chains that a cause begins, one row of each code."""
    rows = (chain_for(code, cause, ticket) for code in ORDER)
    return tuple(row for row in rows if row is not None)


def may_stand_down(code: ChainCode) -> frozenset[Role]:
    """Who may end a chain by hand, with a reason."""
    return next(row.stand_down for row in CHAINS if row.code is code)


__all__ = [
    "CHAINS",
    "REPORT_AGAIN",
    "VERIFIED_WITHIN",
    "Chain",
    "ChainStep",
    "Condition",
    "Grade",
    "WrittenReport",
    "chain_for",
    "chains_for",
    "may_stand_down",
]
