"""附件: what was photographed or said, beside the words (S-A4)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped

from core.db.base import Base, TenantRow, of_estate, same_estate


class Attachment(TenantRow, Base):
    """A file of a ticket, or of a written report about one (S-G2, S-G3), which only those who see
    the report are shown. Its bytes stand in the file store, under group, estate and id.

    `size` is in bytes: as announced until the file has come (`stored_at`), then as it is;
    `media_type` is what the content shows itself to be. `account_id` is who sends it. What belongs
    to nothing a day after it was announced is swept.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        of_estate(),
        same_estate("ticket_id", to="core.ticket"),
        same_estate("report_id", to="core.escalation_report"),
        same_estate("requester_id", to="core.resident"),
        Index(None, "estate_id", "ticket_id"),
        Index(
            "ix_attachment_report",
            "estate_id",
            "report_id",
            postgresql_where=text("report_id is not null"),
        ),
        Index(
            "ix_attachment_loose",
            "estate_id",
            "created_at",
            postgresql_where=text("ticket_id is null and report_id is null"),
        ),
        CheckConstraint("size > 0", name="size"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "requester"}},
    )

    ticket_id: Mapped[UUID | None]
    report_id: Mapped[UUID | None]
    requester_id: Mapped[UUID | None]
    account_id: Mapped[UUID]
    name: Mapped[str]
    media_type: Mapped[str | None]
    size: Mapped[int]
    created_at: Mapped[datetime]
    stored_at: Mapped[datetime | None]
