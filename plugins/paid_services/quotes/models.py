"""Quotes and their lines."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import EnumText, TenantRow, one_of, same_estate
from core.plugin.answers import PayerKind
from core.plugin.base import in_estate, refers_to
from core.tickets.models import Ticket
from plugins.paid_services.base import Base
from plugins.paid_services.prices.kinds import PriceBasis
from plugins.paid_services.quotes.kinds import ConsentForm, QuoteState


class Quote(TenantRow, Base):
    """报价: what the work on a ticket is to cost, in fen, by a published price list.

    `evidence` says where the agreement can be looked up: a recording, a photo, a form's number.
    """

    __tablename__ = "quote"
    __table_args__ = (
        in_estate(),
        refers_to(Ticket, "ticket_id"),
        same_estate("price_list_id", to="plugin_paid_services.price_list"),
        Index(None, "estate_id", "ticket_id", "offered_at"),
        Index(
            "uq_quote_standing",
            "estate_id",
            "ticket_id",
            unique=True,
            postgresql_where=text("state in ('OFFERED', 'ACCEPTED')"),
        ),
        one_of("state", QuoteState),
        one_of("payer", PayerKind),
        one_of("consent", ConsentForm),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("state <> 'ACCEPTED' or consent is not null", name="consented"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "requester"}},
    )

    ticket_id: Mapped[UUID]
    price_list_id: Mapped[UUID]
    requester_id: Mapped[UUID | None]
    state: Mapped[QuoteState] = mapped_column(EnumText(QuoteState))
    version: Mapped[int] = mapped_column(default=1)
    amount: Mapped[int]
    payer: Mapped[PayerKind] = mapped_column(EnumText(PayerKind))
    payer_reason: Mapped[str | None]
    note: Mapped[str | None]
    offered_at: Mapped[datetime]
    offered_by: Mapped[UUID | None]
    valid_until: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None]
    consent: Mapped[ConsentForm | None] = mapped_column(EnumText(ConsentForm))
    evidence: Mapped[str | None]


class QuoteLine(TenantRow, Base):
    """A line of a quote: `quantity` thousandths of `unit` at `price` fen make `amount` fen.

    `plugin` names whose line it is where another plugin charges it.
    """

    __tablename__ = "quote_line"
    __table_args__ = (
        in_estate(),
        same_estate("quote_id", to="plugin_paid_services.quote"),
        UniqueConstraint("estate_id", "quote_id", "position"),
        one_of("basis", PriceBasis),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "requester",
                "append_only": "until_erased",
            }
        },
    )

    quote_id: Mapped[UUID]
    requester_id: Mapped[UUID | None]
    position: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    basis: Mapped[PriceBasis | None] = mapped_column(EnumText(PriceBasis))
    unit: Mapped[str]
    quantity: Mapped[int]
    price: Mapped[int]
    amount: Mapped[int]
    plugin: Mapped[str | None]
