"""Price lists, as frontends see them; residents see published ones."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, literal_column, select

from api.extend import (
    INSIDE,
    Arguments,
    Binds,
    Connection,
    Estate,
    Fen,
    Node,
    Order,
    Query,
    Row,
    column,
    connection,
    derived,
    entity,
    extends,
    many,
    one,
)
from plugins.paid_services.prices import models
from plugins.paid_services.prices.kinds import PriceBasis, PriceListState


@entity(models.PriceItem)
class PriceItem(Node):
    """A price for one unit of work or material (S-E3)."""

    code: str = column()
    title: str = column()
    basis: PriceBasis = column()
    unit: str = column()
    price: Fen = column()
    least: Fen = column(description="A line costs no less.")
    most: Fen | None = column(description="A line costs no more.")
    most_quantity: int | None = column(description="Thousandths of the unit a line may be for.")


@entity(models.PriceList, filters=("state",), orders=("number",))
class PriceList(Node):
    """价目表: one version of an estate's prices (S-E3)."""

    number: int = column()
    title: str = column()
    state: PriceListState = column()
    version: int = column()
    valid_from: datetime | None = column()
    published_at: datetime | None = column()
    drafted_at: datetime = column(audiences=INSIDE)
    estate: Estate = one("estate_id")
    items: list[PriceItem] = many("price_list_id", order=[Order("code")])


def in_force(row: Row | None, _: Arguments, binds: Binds) -> Row:
    """The estate's list in force now."""
    assert row is not None
    table = models.PriceList.__table__.alias()
    position: ColumnElement[Any] = literal_column("1", BigInteger()).label("position")
    found = (
        select(*table.c, position)
        .where(
            table.c.estate_id == row.c.id,
            table.c.state == PriceListState.PUBLISHED.value,
            table.c.valid_from <= binds.now(),
        )
        .order_by(table.c.valid_from.desc(), table.c.number.desc())
        .limit(literal_column("1"))
        .correlate(row)
    )
    return found.subquery()


@extends(Estate)
class EstatePrices:
    prices: PriceList | None = derived(
        in_force, models.PriceList, most=1, description="The published prices in force (S-E3)."
    )


@extends(Query)
class PriceQueries:
    price_lists: Connection[PriceList] = connection(
        order=[Order("number", descending=True)],
        description="Versions of the estates' prices; residents see those published.",
    )


__all__ = ["EstatePrices", "PriceItem", "PriceList", "PriceQueries"]
