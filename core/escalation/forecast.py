"""Who would be told, and when, if nothing happened: the same rules, followed into the future."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core.actor import Role
from core.db.unit_of_work import UnitOfWork
from core.escalation.begin import Occasion
from core.escalation.follow import begun
from core.escalation.holders import Holder, Holders, Seat, seat
from core.escalation.kinds import (
    Cause,
    ChainCode,
    EscalationState,
    Purpose,
    ReportState,
    StepState,
    VerificationState,
)
from core.escalation.ledger import (
    ReportRow,
    StepRow,
    VerificationRow,
    reports,
    steps,
    verifications,
)
from core.escalation.repository import Matter, Run, departments_concerned, matter, runs
from core.escalation.rules import Ahead, climb, laid_out, pressed
from core.escalation.verification import RULE as VERIFICATION
from core.escalation.versions import CHAINS, chains_of
from core.estates.repository import estate_facts
from core.sla.evaluate import evaluate
from core.sla.models import ClockState
from core.sla.versions import POLICIES, versions_in
from core.tickets.phases import OPEN
from core.tickets.refs import TicketRef
from core.tickets.repository import history

OPEN_CLOCKS = frozenset({ClockState.RUNNING, ClockState.PAUSED})


@dataclass(frozen=True, slots=True)
class Foretold:
    """Somebody would be told at `at`. `begun` says that the chain runs already.

    `role` is whom the chain names, `seat` who it would be.
    """

    at: datetime
    chain: ChainCode
    cause: Cause
    cause_rule: str | None
    rule: str
    purpose: Purpose
    role: Role
    seat: Seat
    begun: bool
    report_rule: str | None = None
    report_due_at: datetime | None = None

    @property
    def people(self) -> tuple[Holder, ...]:
        """Those who would be told."""
        return self.seat.people


@dataclass(frozen=True, slots=True)
class _Chain:
    """A chain under way, or one that would begin."""

    code: ChainCode
    cause: Cause
    rule: str | None
    again: timedelta
    begun: bool


@dataclass(frozen=True, slots=True)
class _Who:
    """Whom each role means."""

    holders: Sequence[Holder]
    departments: frozenset[UUID]

    def seat(self, role: Role) -> Seat:
        return seat(role, self.holders, self.departments)


async def forecast(uow: UnitOfWork, ref: TicketRef, holders: Holders) -> tuple[Foretold, ...]:
    """All that would be told about a ticket, in order, were it left alone from now on.

    Nothing is written. The transaction must be the system's.
    """
    about = await matter(uow, ref)
    if about is None:
        return ()
    who = _Who(await holders(uow, ref.estate_id), await departments_concerned(uow, about))
    known = await runs(uow, ref)
    kept = await CHAINS.book(uow, about.group_id, (run.chains_id for run in known))
    told: list[Foretold] = []
    for run in known:
        if run.state is EscalationState.RUNNING:
            rows = await steps(uow, ref.estate_id, run.id)
            owed = await reports(uow, ref.estate_id, run.id)
            again = kept.of(run.chains_id).report_again
            made = _Chain(run.chain, run.cause, run.cause_rule, again, begun=True)
            told += _going_on(made, run, rows, owed, who)
    ahead = (*_grade(about), *await _promises(uow, about), *await _verify(uow, about))
    in_force = await chains_of(uow, [(about, why.at) for why in ahead])
    for why, found in zip(ahead, in_force, strict=True):
        chains = found.chains
        for chain in chains.begun_by(why.cause, about.grade):
            if why.cause is not Cause.GRADE or not begun(chain.code, known, about):
                made = _Chain(chain.code, why.cause, why.rule, chains.report_again, begun=False)
                told += _told(made, laid_out(chain, why.at), why.at, who)
    return tuple(sorted(told, key=lambda each: (each.at, each.chain, each.rule, each.role)))


def _going_on(
    made: _Chain, run: Run, rows: Sequence[StepRow], owed: Sequence[ReportRow], who: _Who
) -> Iterator[Foretold]:
    """What a running chain has still before it."""
    before = max((row.told_at for row in rows if row.told_at is not None), default=run.started_at)
    waiting = [_ahead(row) for row in rows if row.state is StepState.WAITING]
    yield from _told(made, waiting, before, who)
    for report in owed:
        if report.state is ReportState.OWED:
            yield from _pressed(made, report.rule, report.role, report.due_at, report.pressed, who)


def _ahead(row: StepRow) -> Ahead:
    return Ahead(
        row.ordinal,
        row.rule,
        row.role,
        timedelta(seconds=row.after),
        row.due_at,
        row.report_rule,
        row.report_due_at,
    )


def _told(made: _Chain, ahead: Sequence[Ahead], before: datetime, who: _Who) -> Iterator[Foretold]:
    for step, at in climb(ahead, before):
        told = who.seat(step.role)
        yield Foretold(
            at,
            made.code,
            made.cause,
            made.rule,
            step.rule,
            Purpose.HANDLE,
            step.role,
            told,
            made.begun,
            step.report_rule,
            step.report_due_at,
        )
        if step.report_rule is not None and step.report_due_at is not None:
            owes = told.role or step.role
            yield from _pressed(made, step.report_rule, owes, step.report_due_at, 0, who)


def _pressed(
    made: _Chain, rule: str, role: Role, due_at: datetime, times: int, who: _Who
) -> Iterator[Foretold]:
    while (press := pressed(role, due_at, made.again, times)) is not None:
        above, at = press
        told = who.seat(above)
        yield Foretold(
            at,
            made.code,
            made.cause,
            made.rule,
            rule,
            Purpose.REPORT_OVERDUE,
            above,
            told,
            made.begun,
        )
        times += 1


def _grade(about: Matter) -> Iterator[Occasion]:
    """Chains that the ticket's grade asks for and no worker has begun yet."""
    if about.state in OPEN:
        yield Occasion(Cause.GRADE, "", about.updated_at)


async def _promises(uow: UnitOfWork, about: Matter) -> list[Occasion]:
    """Promises that would break."""
    past = await history(uow, about.ref)
    estate = await estate_facts(uow, about.ref.estate_id, about.received_at)
    policies = await POLICIES.book(uow, about.group_id, versions_in(past))
    at = max([uow.now, *(entry.at for entry in past[-1:])])
    values = evaluate(policies, estate.calendar, past, at)
    return [
        Occasion(Cause.PROMISE, "", clock.promised_at, clock.rule, clock.round)
        for clock in values
        if clock.state in OPEN_CLOCKS and clock.promised_at is not None
    ]


async def _verify(uow: UnitOfWork, about: Matter) -> list[Occasion]:
    """Joint verifications that would be overdue."""
    found: Sequence[VerificationRow] = await verifications(uow, about.ref)
    return [
        Occasion(Cause.VERIFICATION, "", each.due_at, VERIFICATION, each.round)
        for each in found
        if each.state is VerificationState.OWED and each.due_at > uow.now
    ]


__all__ = ["Foretold", "forecast"]
