"""When what comes: pure arithmetic over chains, the same for what is done and what is foretold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.actor import Role
from core.escalation.chains import Chain
from core.escalation.holders import LAST, UP
from core.escalation.kinds import Counted


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step still to come. Without `due_at` it comes `after` so long from the one before."""

    ordinal: int
    rule: str
    role: Role
    after: timedelta
    due_at: datetime | None
    report_rule: str | None = None
    report_due_at: datetime | None = None


def laid_out(chain: Chain, started_at: datetime) -> tuple[Ahead, ...]:
    """A chain's steps as they lie ahead when it begins."""
    return tuple(
        Ahead(
            ordinal=ordinal,
            rule=step.rule,
            role=step.role,
            after=step.after,
            due_at=started_at + step.after if step.counted is Counted.START else None,
            report_rule=None if step.report is None else step.report.rule,
            report_due_at=None if step.report is None else started_at + step.report.within,
        )
        for ordinal, step in enumerate(chain.steps, start=1)
    )


def climb(steps: Sequence[Ahead], told_at: datetime) -> Iterator[tuple[Ahead, datetime]]:
    """When each comes, if nobody acknowledges; the step before the first was told at `told_at`."""
    for step in steps:
        told_at = step.due_at if step.due_at is not None else told_at + step.after
        yield step, told_at


def pressed(
    role: Role, due_at: datetime, again: timedelta, times: int = 0
) -> tuple[Role, datetime] | None:
    """Who is told next that a report owed by `role` is overdue, and when; None past the last.

    `times` is how often somebody was told already; it is told `again` after so long.
    """
    at: Role | None = role
    for _ in range(times + 1):
        at = UP.get(at) if at is not None else None
    return None if at is None else (at, due_at + times * again)


def at_or_above(role: Role) -> frozenset[Role]:
    """The role, and all who stand in for it."""
    found = {role, LAST}
    at: Role | None = role
    while at is not None:
        found.add(at)
        at = UP.get(at)
    return frozenset(found)


__all__ = ["Ahead", "at_or_above", "climb", "laid_out", "pressed"]
