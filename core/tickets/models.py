"""The ticket, its history, what was used on it, and the group's tree of categories."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, EnumText, GroupRow, TenantRow, of_estate, one_of, same_estate
from core.tickets.kinds import (
    Channel,
    HoldReason,
    Kind,
    Nature,
    Outcome,
    Severity,
    State,
    Urgency,
)


class Category(GroupRow, Base):
    """A node of the group's tree of categories (S-B2). `code` is unique in the group."""

    __tablename__ = "category"
    __table_args__ = (
        ForeignKeyConstraint(["group_id"], ["core.group.id"]),
        ForeignKeyConstraint(
            ["group_id", "parent_code"], ["core.category.group_id", "core.category.code"]
        ),
        one_of("kind", Kind),
        one_of("nature", Nature),
        {"info": {"wall": "group"}},
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    parent_code: Mapped[str | None]
    kind: Mapped[Kind] = mapped_column(EnumText(Kind))
    nature: Mapped[Nature | None] = mapped_column(EnumText(Nature))
    name: Mapped[str]
    name_en: Mapped[str]


class Ticket(TenantRow, Base):
    """工单. Times are instants; `due_at` is the promised time of completion (S-A3, S-D7).

    The record of S-A2 is complete: what is unknown has a reason in the `unknown_*` column instead
    of a value. `requester_id` is the resident who may see it; `source_key` is the key the record
    had where it was taken over from. `lead_id` is the ticket on which the work is done, where this
    one has joined an incident, and `followed` the last entry of the lead's history that it has
    followed (S-A7). `*_proposed`: it was read out of the words, and nobody has confirmed it yet
    (S-A4). `finished_at` is when the work was done, `completed_at` when that was reported
    back, with the `fee` in fen that the customer is charged (S-E1).
    """

    __tablename__ = "ticket"
    __table_args__ = (
        of_estate(),
        ForeignKeyConstraint(
            ["group_id", "category_code"], ["core.category.group_id", "core.category.code"]
        ),
        same_estate("house_id", to="core.house"),
        same_estate("requester_id", to="core.resident"),
        same_estate("received_by", to="core.staff"),
        same_estate("department_id", to="core.department"),
        same_estate("assignee_id", to="core.staff"),
        same_estate("lead_id", to="core.ticket"),
        UniqueConstraint("estate_id", "number"),
        Index(None, "estate_id", "received_at", "id"),
        Index(None, "group_id", "received_at", "id"),
        Index(None, "estate_id", "state", "received_at", "id"),
        Index(None, "estate_id", "assignee_id", "received_at"),
        Index(None, "estate_id", "requester_id", "received_at"),
        Index(None, "estate_id", "house_id", "received_at"),
        Index(
            "ix_ticket_open_due", "estate_id", "due_at", postgresql_where=text("closed_at is null")
        ),
        Index(
            "ix_ticket_dispatched",
            "estate_id",
            "dispatched_at",
            postgresql_where=text("dispatched_at is not null"),
        ),
        Index(
            "ix_ticket_lead",
            "estate_id",
            "lead_id",
            postgresql_where=text("lead_id is not null"),
        ),
        Index(
            "uq_ticket_source",
            "estate_id",
            "source_key",
            unique=True,
            postgresql_where=text("source_key is not null"),
        ),
        one_of("kind", Kind),
        one_of("nature", Nature),
        one_of("urgency", Urgency),
        one_of("severity", Severity),
        one_of("channel", Channel),
        one_of("state", State),
        one_of("state_before_hold", State),
        one_of("hold_reason", HoldReason),
        one_of("outcome", Outcome),
        {"info": {"wall": "estate", "cloned": False, "narrow": "ticket"}},
    )

    number: Mapped[str]
    state: Mapped[State] = mapped_column(EnumText(State))
    version: Mapped[int] = mapped_column(default=1)

    kind: Mapped[Kind] = mapped_column(EnumText(Kind))
    category_code: Mapped[str | None]
    nature: Mapped[Nature | None] = mapped_column(EnumText(Nature))
    urgency: Mapped[Urgency] = mapped_column(EnumText(Urgency))
    severity: Mapped[Severity] = mapped_column(EnumText(Severity))
    needs_developer: Mapped[bool] = mapped_column(default=False)
    important: Mapped[bool] = mapped_column(default=False)

    channel: Mapped[Channel] = mapped_column(EnumText(Channel))
    content: Mapped[str]
    place: Mapped[str | None] = mapped_column(info={"personal": "address"})
    unknown_place: Mapped[str | None]
    house_id: Mapped[UUID | None]
    unknown_house: Mapped[str | None]
    requester_id: Mapped[UUID | None]
    contact_name: Mapped[str | None] = mapped_column(info={"personal": "name"})
    contact_phone: Mapped[str | None] = mapped_column(info={"personal": "phone"})
    unknown_contact: Mapped[str | None]
    occurred_at: Mapped[datetime | None]
    unknown_occurred: Mapped[str | None]
    received_at: Mapped[datetime]
    received_by: Mapped[UUID | None]

    department_id: Mapped[UUID | None]
    assignee_id: Mapped[UUID | None]
    partner_id: Mapped[UUID | None]
    due_at: Mapped[datetime | None]
    appointment_at: Mapped[datetime | None]
    dispatched_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]

    hold_reason: Mapped[HoldReason | None] = mapped_column(EnumText(HoldReason))
    hold_until: Mapped[datetime | None]
    state_before_hold: Mapped[State | None] = mapped_column(EnumText(State))
    unjustified_reason: Mapped[str | None]
    result: Mapped[str | None]
    labour_minutes: Mapped[int | None]
    fee: Mapped[int | None]
    outcome: Mapped[Outcome | None] = mapped_column(EnumText(Outcome))
    reopened: Mapped[int] = mapped_column(default=0)
    source_key: Mapped[str | None]
    lead_id: Mapped[UUID | None]
    followed: Mapped[int | None]
    kind_proposed: Mapped[bool] = mapped_column(default=False)
    category_proposed: Mapped[bool] = mapped_column(default=False)
    urgency_proposed: Mapped[bool] = mapped_column(default=False)


class TicketEvent(TenantRow, Base):
    """One entry of a ticket's history, never changed (S-N2).

    `sequence` counts from 1 within the ticket. `public` entries are the requester's to read;
    `data` holds what the action changed, without personal data.
    """

    __tablename__ = "ticket_event"
    __table_args__ = (
        of_estate(),
        same_estate("ticket_id", to="core.ticket"),
        UniqueConstraint("estate_id", "ticket_id", "sequence"),
        one_of("from_state", State),
        one_of("to_state", State),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "ticket_event",
                "append_only": True,
            }
        },
    )

    ticket_id: Mapped[UUID]
    sequence: Mapped[int]
    at: Mapped[datetime]
    action: Mapped[str]
    from_state: Mapped[State | None] = mapped_column(EnumText(State))
    to_state: Mapped[State] = mapped_column(EnumText(State))
    actor_id: Mapped[UUID]
    actor_name: Mapped[str]
    actor_audience: Mapped[str]
    note: Mapped[str | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    public: Mapped[bool]
    requester_id: Mapped[UUID | None]


class TicketMaterial(TenantRow, Base):
    """Material used on a ticket (S-E1). `quantity` is in thousandths of `unit`, `cost` in fen."""

    __tablename__ = "ticket_material"
    __table_args__ = (
        of_estate(),
        same_estate("ticket_id", to="core.ticket"),
        Index(None, "estate_id", "ticket_id"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "requester"}},
    )

    ticket_id: Mapped[UUID]
    name: Mapped[str]
    quantity: Mapped[int]
    unit: Mapped[str]
    cost: Mapped[int]
    requester_id: Mapped[UUID | None]
