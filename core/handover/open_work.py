"""What is still open at an estate, from its live data and from its plugins (S-M1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Text, Uuid, column

from core.db.unit_of_work import UnitOfWork
from core.dispatch.rules import AT_RISK_MINUTES
from core.dispatch.statement import Statement, quoted
from core.handover.models import LineKind
from core.plugin import hooks
from core.plugin.answers import HandoverItem
from core.plugin.fold import ask
from core.tickets.kinds import State, Urgency
from core.tickets.phases import OPEN

HOLDS = timedelta(hours=24)
"""A hold that ends within this time is the next shift's to see to."""

MOST_LINES = 500

OPEN_WORK = Statement.read(
    Path(__file__).with_name("open_work.sql"),
    {"estate": BigInteger(), "department": Uuid(), "now": DateTime(timezone=True)},
    (
        column("group_id", BigInteger()),
        column("estate_id", BigInteger()),
        column("kind", Text()),
        column("title", Text()),
        column("due_at", DateTime(timezone=True)),
        column("ticket_id", Uuid()),
        column("ticket_version", BigInteger()),
        column("state", Text()),
        column("urgency", Text()),
        column("assignee_id", Uuid()),
        column("position", BigInteger()),
    ),
    open=quoted(OPEN),
    kinds=", ".join(f"'{kind.value}'" for kind in LineKind),
    risk=AT_RISK_MINUTES,
    holds=int(HOLDS / timedelta(hours=1)),
    most=MOST_LINES,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing still open. `source` is the plugin that told of it; None: the core."""

    position: int
    kind: LineKind
    title: str
    due_at: datetime | None = None
    ticket_id: UUID | None = None
    ticket_version: int | None = None
    state: State | None = None
    urgency: Urgency | None = None
    assignee_id: UUID | None = None
    source: str | None = None


async def open_work(
    uow: UnitOfWork, estate_id: int, department_id: UUID | None = None
) -> Sequence[Line]:
    """The list as it is now: tickets and escalations, then what the estate's plugins add.

    Of a department: its tickets, and those that no department has yet.
    """
    rows = await uow.execute(
        OPEN_WORK.select(),
        [{"estate": estate_id, "department": department_id, "now": uow.now}],
    )
    lines = [
        Line(
            position=row["position"],
            kind=LineKind(row["kind"]),
            title=row["title"],
            due_at=row["due_at"],
            ticket_id=row["ticket_id"],
            ticket_version=row["ticket_version"],
            state=State(row["state"]),
            urgency=Urgency(row["urgency"]),
            assignee_id=row["assignee_id"],
        )
        for row in rows.mappings()
    ]
    asked = {"estate_id": estate_id, "department_id": department_id}
    told = await ask(uow.plan, hooks.handover_lines, uow, **asked)
    for answer in told.answers:
        item: HandoverItem = answer.value
        position = len(lines) + 1
        lines.append(Line(position, LineKind.OTHER, item.title, item.due_at, source=answer.plugin))
    return lines


__all__ = ["HOLDS", "MOST_LINES", "OPEN_WORK", "Line", "open_work"]
