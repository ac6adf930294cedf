"""How far a complaint has been worked through, as frontends see it (S-D5)."""

from typing import Any, cast

import strawberry
from sqlalchemy import ColumnElement, Table, and_, exists, literal_column
from sqlalchemy import Text as Words

from api.graph.binds import Binds
from api.graph.fields import Row
from api.types.roles import present
from core.complaints.stages import DONE_BY_COMPLETING, STAGES, Stage
from core.tickets.kinds import Kind, Nature
from core.tickets.models import TicketEvent
from core.tickets.transitions import Action

ComplaintStage: Any = strawberry.enum(
    Stage, name="ComplaintStage", description="A stage of working a complaint through (S-D5)."
)

_EVENT = cast(Table, TicketEvent.__table__)


def missing_stages(ticket: Row, binds: Binds) -> ColumnElement[Any]:
    """The stages of a complaint that nothing is on record of; none for other kinds."""
    return present((stage.value, _lacks(ticket, stage)) for stage in Stage)


def _lacks(ticket: Row, stage: Stage) -> ColumnElement[bool]:
    event = _EVENT.alias()
    recorded = exists().where(
        event.c.estate_id == ticket.c.estate_id,
        event.c.ticket_id == ticket.c.id,
        event.c.action == _text(Action.INVESTIGATE),
        event.c.data["stage"].astext == _text(stage),
    )
    conditions = [ticket.c.kind == _text(Kind.COMPLAINT), ~recorded]
    if stage is DONE_BY_COMPLETING:
        conditions.append(ticket.c.completed_at.is_(None))
    if stage not in STAGES[Nature.REPAIR_TYPE]:
        conditions.append(ticket.c.nature == _text(Nature.SERVICE_TYPE))
    return and_(*conditions)


def _text(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'", Words())


__all__ = ["ComplaintStage", "missing_stages"]
