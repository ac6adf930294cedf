"""Keys, and how many there were each evening."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Date, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import EnumText, TenantRow, one_of
from core.estates.models import House
from core.plugin.base import PluginBase, in_estate, plugin_metadata, refers_to
from core.tickets.models import Ticket


class Base(PluginBase):
    """The plugin's tables."""

    __abstract__ = True
    metadata = plugin_metadata("keys")


class KeyState(StrEnum):
    """Where a key is."""

    IN_CUSTODY = "IN_CUSTODY"  # 在管
    LENT = "LENT"  # 已借出


class HouseKey(TenantRow, Base):
    """A key in custody. While it is lent it has a ticket, and a time to be back."""

    __tablename__ = "house_key"
    __table_args__ = (
        in_estate(),
        refers_to(House, "house_id"),
        refers_to(Ticket, "ticket_id"),
        UniqueConstraint("estate_id", "tag"),
        Index(None, "estate_id", "house_id"),
        Index(None, "estate_id", "ticket_id"),
        one_of("state", KeyState),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    house_id: Mapped[UUID]
    tag: Mapped[str]
    state: Mapped[KeyState] = mapped_column(EnumText(KeyState))
    taken_in_at: Mapped[datetime]
    ticket_id: Mapped[UUID | None]
    due_back_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]


class EveningCount(TenantRow, Base):
    """How many keys there were, and how many of them out, on the evening of a day."""

    __tablename__ = "evening_count"
    __table_args__ = (
        in_estate(),
        UniqueConstraint("estate_id", "day"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    day: Mapped[date] = mapped_column(Date)
    held: Mapped[int]
    lent: Mapped[int]
