"""Other systems' doors and the alarms that rang at them, as frontends see them (S-A1, S-M3)."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import Text, literal_column

from api.graph.entity import Node, entity
from api.graph.fields import column, expression, one
from core.intake import models
from core.intake.mailbox import MailboxFault
from core.intake.models import MailSecurity, SourceKind
from core.tickets.kinds import Channel, Kind, Urgency

if TYPE_CHECKING:
    from api.types.tickets import Category, Ticket

_Category = Annotated["Category", strawberry.lazy("api.types.tickets")]
_Ticket = Annotated["Ticket", strawberry.lazy("api.types.tickets")]

IntakeSourceKind: Any = strawberry.enum(
    SourceKind, name="IntakeSourceKind", description="What another system sends."
)


@entity(models.IntakeMailbox)
class IntakeMailbox(Node):
    """The mailbox that a source's mail is fetched from, by IMAP; its password is not shown."""

    version: int = column()
    host: str = column()
    port: int = column()
    security: MailSecurity = column()
    username: str = column()
    folder: str = column()
    move_to: str | None = column(description="Where letters go that were taken in; null: nowhere.")
    enabled: bool = column()
    looked_at: datetime | None = column(description="When it was last looked into.")
    failure: MailboxFault | None = column(description="Why the last look was none.")
    failed_at: datetime | None = column()


@entity(models.IntakeSource, filters=("sends", "channel", "closed_at"))
class IntakeSource(Node):
    """Another system that may report at an estate."""

    version: int = column()
    name: str = column()
    sends: IntakeSourceKind = column()
    channel: Channel = column()
    kind: Kind | None = column(
        description="Of messages that do not say; null: as their words propose."
    )
    category: _Category | None = one(lambda source, found: found.c.code == source.c.category_code)
    urgency: Urgency | None = column(description="Likewise.")
    path: str = expression(
        lambda row, binds: literal_column("'/intake/'", Text()).concat(row.c.code),
        description="Where its signed messages are posted.",
    )
    mailbox: IntakeMailbox | None = one(
        lambda source, box: box.c.source_id == source.c.id,
        description="That its mail is fetched from.",
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


@entity(models.RequestPreset, filters=("kind",))
class RequestPreset(Node):
    """A common request, prepared: what it is, and what to ask (S-A4)."""

    version: int = column()
    title: str = column()
    title_en: str = column()
    kind: Kind = column()
    category: _Category | None = one(lambda preset, found: found.c.code == preset.c.category_code)
    urgency: Urgency = column()
    content: str = column(description="A template for the words; may be empty.")
    questions: list[str] = column(description="What to ask for besides.")
    rank: int = column(description="In the list, from 0.")


@entity(models.IntakeRules)
class IntakeRules(Node):
    """A version of the group's own rules for proposals; the latest is in force."""

    version: int = column()
    title: str = column()
    text: str | None = column(description="TOML; null: the shipped rules are in force again.")
    set_at: datetime = column()


__all__ = [
    "IntakeFault",
    "IntakeMailbox",
    "IntakeRules",
    "IntakeSource",
    "IntakeSourceKind",
    "RequestPreset",
]
