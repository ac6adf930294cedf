"""Other systems' doors and the alarms that rang at them, as frontends see them (S-A1, S-M3)."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import Text, literal_column

from api.graph.entity import Node, entity
from api.graph.fields import column, expression, one
from core.intake import models
from core.intake.models import SourceKind
from core.tickets.kinds import Channel, Kind, Urgency

if TYPE_CHECKING:
    from api.types.tickets import Category, Ticket

_Category = Annotated["Category", strawberry.lazy("api.types.tickets")]
_Ticket = Annotated["Ticket", strawberry.lazy("api.types.tickets")]

IntakeSourceKind: Any = strawberry.enum(
    SourceKind, name="IntakeSourceKind", description="What another system sends."
)


@entity(models.IntakeSource, filters=("sends", "channel", "closed_at"))
class IntakeSource(Node):
    """Another system that may report at an estate."""

    version: int = column()
    name: str = column()
    sends: IntakeSourceKind = column()
    channel: Channel = column()
    kind: Kind | None = column(description="Of messages that do not say; null: proposed.")
    category: _Category | None = one(lambda source, found: found.c.code == source.c.category_code)
    urgency: Urgency = column(description="Of messages that do not say.")
    path: str = expression(
        lambda row, binds: literal_column("'/intake/'", Text()).concat(row.c.code),
        description="Where its signed messages are posted.",
    )
    opened_at: datetime = column()
    closed_at: datetime | None = column()
    previous_until: datetime | None = column(
        description="Until when the secret before the last rotation holds."
    )


@entity(models.IntakeFault)
class IntakeFault(Node):
    """A fault that a device rings for: one ticket, however often (S-M3)."""

    source: IntakeSource = one("source_id")
    ticket: _Ticket | None = one("ticket_id")
    fault: str = column(description="By which the device tells it from others.")
    rings: int = column()
    first_at: datetime = column()
    last_at: datetime = column()
    cleared_at: datetime | None = column(description="When the device last said that it was over.")


__all__ = ["IntakeFault", "IntakeSource", "IntakeSourceKind"]
