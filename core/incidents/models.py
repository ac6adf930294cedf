"""事件: several reports of one fault, and the one repair that answers them all (S-A7)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, TenantRow, of_estate, same_estate


class Incident(TenantRow, Base):
    """One fault that several tickets report. The work is done on the lead ticket alone.

    A ticket that has joined names the lead in `Ticket.lead_id`. `title` says what it is, without
    personal data; `opened_by` is an account.
    """

    __tablename__ = "incident"
    __table_args__ = (
        of_estate(),
        same_estate("lead_id", to="core.ticket"),
        UniqueConstraint("estate_id", "lead_id"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    version: Mapped[int] = mapped_column(default=1)
    lead_id: Mapped[UUID]
    title: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID]
