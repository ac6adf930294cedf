"""What an item may be, and what a line of it costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import text
from plugins.paid_services.errors import MOST_FEN, PaidCode, refuse
from plugins.paid_services.prices.kinds import PriceBasis

TITLE_MOST = 80
CODE_MOST = 40
UNIT_MOST = 10
ITEMS_MOST = 500
THOUSAND = 1_000
"""Quantities are in thousandths of the unit."""

QUANTITY_MOST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Item:
    """A price: fen for one `unit`. Limits of a line in fen, and of its quantity in thousandths."""

    code: str
    title: str
    basis: PriceBasis
    unit: str
    price: int
    least: int = 0
    most: int | None = None
    most_quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A priced line: `quantity` thousandths of `unit` at `price` fen make `amount` fen."""

    code: str
    title: str
    unit: str
    quantity: int
    price: int
    amount: int
    basis: PriceBasis | None = None
    plugin: str | None = None


def checked(items: Sequence[Item]) -> list[Item]:
    """Items as they are kept. Raises codes of `PaidCode` naming the item."""
    if not 0 < len(items) <= ITEMS_MOST:
        raise refuse(PaidCode.PRICE_LIST_EMPTY, "items")
    kept: dict[str, Item] = {}
    for item in items:
        code = text.required("items.code", item.code, CODE_MOST)
        if code in kept:
            raise refuse(PaidCode.PRICE_CODE_TWICE, "items.code", code=code)
        most = MOST_FEN if item.most is None else item.most
        fits = 0 <= item.price <= MOST_FEN and 0 <= item.least <= most <= MOST_FEN
        if not fits or (item.most_quantity is not None and item.most_quantity <= 0):
            raise refuse(PaidCode.PRICE_LIMITS_INVALID, "items.price", code=code)
        kept[code] = Item(
            code,
            text.required("items.title", item.title, TITLE_MOST),
            item.basis,
            text.required("items.unit", item.unit, UNIT_MOST),
            item.price,
            item.least,
            item.most,
            item.most_quantity,
        )
    return list(kept.values())


def line(item: Item, quantity: int) -> Line:
    """What so many thousandths of the unit cost, within the item's limits.

    Half a fen is rounded up. Raises QUANTITY_INVALID.
    """
    most = QUANTITY_MOST if item.most_quantity is None else item.most_quantity
    if not 0 < quantity <= most:
        raise refuse(PaidCode.QUANTITY_INVALID, "lines.quantity", code=item.code)
    amount = max(item.least, (item.price * quantity * 2 + THOUSAND) // (2 * THOUSAND))
    if item.most is not None:
        amount = min(amount, item.most)
    return Line(item.code, item.title, item.unit, quantity, item.price, amount, item.basis)


__all__ = ["ITEMS_MOST", "THOUSAND", "TITLE_MOST", "Item", "Line", "checked", "line"]
