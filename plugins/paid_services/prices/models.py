"""Price lists and their items."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import EnumText, TenantRow, one_of, same_estate
from core.plugin.base import in_estate
from plugins.paid_services.base import Base
from plugins.paid_services.prices.kinds import PriceBasis, PriceListState


class PriceList(TenantRow, Base):
    """价目表: one version of an estate's prices, in force from `valid_from` until the next.

    `number` counts the estate's versions. `published_at` makes it everybody's to read.
    """

    __tablename__ = "price_list"
    __table_args__ = (
        in_estate(),
        UniqueConstraint("estate_id", "number"),
        Index(None, "estate_id", "valid_from"),
        one_of("state", PriceListState),
        CheckConstraint("(published_at is null) = (state = 'DRAFT')", name="published"),
        {"info": {"wall": "estate", "cloned": True, "narrow": "published"}},
    )

    number: Mapped[int]
    title: Mapped[str]
    state: Mapped[PriceListState] = mapped_column(EnumText(PriceListState))
    version: Mapped[int] = mapped_column(default=1)
    valid_from: Mapped[datetime | None]
    drafted_at: Mapped[datetime]
    drafted_by: Mapped[UUID | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None]


class PriceItem(TenantRow, Base):
    """A price, in fen for one `unit`. A line costs at least `least` and at most `most` fen, and is
    for at most `most_quantity` thousandths of the unit."""

    __tablename__ = "price_item"
    __table_args__ = (
        in_estate(),
        same_estate("price_list_id", to="plugin_paid_services.price_list"),
        UniqueConstraint("estate_id", "price_list_id", "code"),
        one_of("basis", PriceBasis),
        CheckConstraint("price >= 0 and least >= 0", name="price"),
        CheckConstraint("most is null or most >= least", name="limits"),
        {"info": {"wall": "estate", "cloned": True, "narrow": "published"}},
    )

    price_list_id: Mapped[UUID]
    code: Mapped[str]
    title: Mapped[str]
    basis: Mapped[PriceBasis] = mapped_column(EnumText(PriceBasis))
    unit: Mapped[str]
    price: Mapped[int]
    least: Mapped[int] = mapped_column(default=0)
    most: Mapped[int | None]
    most_quantity: Mapped[int | None]
    published_at: Mapped[datetime | None]
