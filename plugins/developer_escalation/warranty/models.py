"""Warranty terms, the days from which they run, and the tickets found to be within them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import EnumText, TenantRow, one_of, same_estate
from core.estates.models import Building, House
from core.plugin.base import in_estate, refers_to
from core.tickets.models import Ticket
from plugins.developer_escalation.base import Base
from plugins.developer_escalation.warranty.kinds import Component, WarrantyState


class WarrantyTerm(TenantRow, Base):
    """保修条款: for how many months the developer answers for a component, of one building or all.

    `categories` are the codes of the ticket categories it is about, with those below them. It is
    for tickets received from `valid_from` until `valid_to` (exclusive): terms are never rewritten.
    """

    __tablename__ = "warranty_term"
    __table_args__ = (
        in_estate(),
        same_estate("partner_id", to="plugin_developer_escalation.developer"),
        refers_to(Building, "building_id"),
        Index(None, "estate_id", "valid_from"),
        one_of("component", Component),
        CheckConstraint("months between 1 and 1200", name="months"),
        CheckConstraint("cardinality(categories) > 0", name="categories"),
        CheckConstraint("valid_to is null or valid_to >= valid_from", name="validity"),
        {"info": {"wall": "estate", "cloned": True, "narrow": "staff"}},
    )

    partner_id: Mapped[UUID]
    component: Mapped[Component] = mapped_column(EnumText(Component))
    categories: Mapped[list[str]] = mapped_column(ARRAY(Text))
    building_id: Mapped[UUID | None]
    months: Mapped[int]
    note: Mapped[str | None]
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(default=1)
    set_at: Mapped[datetime]
    set_by: Mapped[UUID | None]


class WarrantyStart(TenantRow, Base):
    """交付日期: the day a house, a building, or (neither) the estate was handed over by its
    developer; warranties run from it. The nearest one counts."""

    __tablename__ = "warranty_start"
    __table_args__ = (
        in_estate(),
        refers_to(Building, "building_id"),
        refers_to(House, "house_id"),
        UniqueConstraint(
            "estate_id", "building_id", "house_id", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint("building_id is null or house_id is null", name="one_place"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    building_id: Mapped[UUID | None]
    house_id: Mapped[UUID | None]
    starts_on: Mapped[date] = mapped_column(Date)
    version: Mapped[int] = mapped_column(default=1)
    set_at: Mapped[datetime]
    set_by: Mapped[UUID | None]


class Warranty(TenantRow, Base):
    """保修认定: a ticket found to be within a warranty, and what became of that.

    `ends_on` is the first day that is no longer within it.
    """

    __tablename__ = "warranty"
    __table_args__ = (
        in_estate(),
        refers_to(Ticket, "ticket_id"),
        same_estate("term_id", to="plugin_developer_escalation.warranty_term"),
        same_estate("partner_id", to="plugin_developer_escalation.developer"),
        UniqueConstraint("estate_id", "ticket_id"),
        Index(
            "ix_warranty_proposed",
            "estate_id",
            "found_at",
            postgresql_where=text("state = 'PROPOSED'"),
        ),
        one_of("component", Component),
        one_of("state", WarrantyState),
        CheckConstraint("state <> 'DISMISSED' or reason is not null", name="reasoned"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    ticket_id: Mapped[UUID]
    term_id: Mapped[UUID]
    partner_id: Mapped[UUID]
    component: Mapped[Component] = mapped_column(EnumText(Component))
    state: Mapped[WarrantyState] = mapped_column(EnumText(WarrantyState))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str | None]
    found_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


__all__ = ["Warranty", "WarrantyStart", "WarrantyTerm"]
