"""What the estate spent in the developer's place."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import EnumText, TenantRow, one_of, same_estate
from core.plugin.base import in_estate, refers_to
from core.tickets.models import Ticket
from plugins.developer_escalation.base import Base
from plugins.developer_escalation.costs.kinds import CostState


class CostClaim(TenantRow, Base):
    """追偿: `amount` fen that the estate asks of the developer for a ticket, and why.

    Once agreed it may be in the books of another plugin: `booked_by` it, found there as
    `booked_as`, under `recharge_id`. `end_note` is why it was withdrawn, or how it was paid.
    """

    __tablename__ = "cost_claim"
    __table_args__ = (
        in_estate(),
        refers_to(Ticket, "ticket_id"),
        same_estate("hand_over_id", to="plugin_developer_escalation.hand_over"),
        same_estate("partner_id", to="plugin_developer_escalation.developer"),
        Index(None, "estate_id", "ticket_id"),
        Index(
            "uq_cost_claim_recharge",
            "estate_id",
            "recharge_id",
            unique=True,
            postgresql_where=text("recharge_id is not null"),
        ),
        one_of("state", CostState),
        CheckConstraint("amount > 0", name="amount"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "handed"}},
    )

    ticket_id: Mapped[UUID]
    hand_over_id: Mapped[UUID]
    partner_id: Mapped[UUID]
    state: Mapped[CostState] = mapped_column(EnumText(CostState))
    version: Mapped[int] = mapped_column(default=1)
    amount: Mapped[int]
    reason: Mapped[str]
    claimed_at: Mapped[datetime]
    claimed_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    recharge_id: Mapped[UUID | None]
    booked_by: Mapped[str | None]
    booked_as: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    end_note: Mapped[str | None]


__all__ = ["CostClaim"]
