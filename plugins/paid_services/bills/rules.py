"""What is charged in the end: what was used, by the prices that were agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.plugin.answers import PayerKind
from plugins.paid_services.errors import PaidCode, refuse
from plugins.paid_services.ledger.kinds import AccountKind
from plugins.paid_services.prices.kinds import PriceBasis
from plugins.paid_services.prices.rules import THOUSAND, Item, Line, line

MINUTES = 60
AS_QUOTED = "QUOTE_LIMIT"
"""The code of the line that takes off what goes beyond the quote."""


@dataclass(frozen=True, slots=True)
class Used:
    """Material used on the ticket: thousandths of its unit, and what it cost, in fen."""

    name: str
    unit: str
    quantity: int
    cost: int


def final_lines(
    quoted: Sequence[Line],
    items: Mapping[str, Item],
    labour_minutes: int | None,
    materials: Sequence[Used],
    stated: Mapping[str, int],
) -> list[Line]:
    """The bill's lines.

    Of each quoted item: what is `stated` (0 takes it off), else labour by the minutes worked where
    it is by the hour, materials by what was used where they were reported, else as quoted. Further
    stated items follow, then materials that no quoted item speaks of: by the list where it has
    them by name, at their cost where it has not. Raises PRICE_CODE_UNKNOWN and QUANTITY_INVALID.
    """
    by_title = {
        item.title: code for code, item in items.items() if item.basis is PriceBasis.MATERIAL
    }
    used: dict[str, int] = {}
    unlisted: list[Used] = []
    for material in materials:
        code = by_title.get(material.name)
        if code is None:
            unlisted.append(material)
        else:
            used[code] = used.get(code, 0) + material.quantity
    wanted: dict[str, int] = {}
    kept = [each for each in quoted if each.plugin is not None]
    for each in quoted:
        if each.plugin is not None:
            continue
        if each.code in stated:
            wanted[each.code] = stated[each.code]
        elif each.basis is PriceBasis.HOUR and labour_minutes is not None:
            wanted[each.code] = -(-labour_minutes * THOUSAND // MINUTES)
        elif each.basis is PriceBasis.MATERIAL and materials:
            wanted[each.code] = used.get(each.code, 0)
        else:
            wanted[each.code] = each.quantity
    for code, quantity in (*stated.items(), *used.items()):
        wanted.setdefault(code, quantity)
    lines: list[Line] = []
    for code, quantity in wanted.items():
        if code not in items:
            raise refuse(PaidCode.PRICE_CODE_UNKNOWN, "lines.code", code=code)
        if quantity:
            lines.append(line(items[code], quantity))
    for material in unlisted:
        if material.cost:
            lines.append(
                Line(
                    "MATERIAL",
                    material.name,
                    material.unit,
                    material.quantity,
                    material.cost * THOUSAND // material.quantity,
                    material.cost,
                    PriceBasis.MATERIAL,
                )
            )
    return [*lines, *kept]


def not_below_nothing(lines: Sequence[Line]) -> list[Line]:
    """The lines with one that lifts them to nothing, where rebates are more than all the rest."""
    below = -sum(each.amount for each in lines)
    if below <= 0:
        return list(lines)
    return [*lines, Line(AS_QUOTED, "优惠以应收金额为限", "项", THOUSAND, below, below)]


def limited(lines: Sequence[Line], quoted: int) -> list[Line]:
    """The lines with one that takes off what goes beyond the quote, where anything does."""
    beyond = sum(each.amount for each in lines) - quoted
    if beyond <= 0:
        return list(lines)
    off = Line(AS_QUOTED, "超出报价部分不收取", "项", THOUSAND, -beyond, -beyond)
    return [*lines, off]


OWED: Mapping[PayerKind, AccountKind] = {
    PayerKind.RESIDENT: AccountKind.RECEIVABLE,
    PayerKind.DEVELOPER: AccountKind.DEVELOPER_RECEIVABLE,
    PayerKind.ESTATE: AccountKind.ESTATE_COST,
}
"""The account that a bill is debited to, by who pays it."""

__all__ = ["AS_QUOTED", "OWED", "Used", "final_lines", "limited", "not_below_nothing"]
