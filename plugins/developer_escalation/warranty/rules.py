"""Which warranty a ticket is within: pure, over the estate's terms and hand-over dates."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from plugins.developer_escalation.warranty.kinds import Component

MONTHS_MOST = 1200


@dataclass(frozen=True, slots=True)
class Term:
    """A warranty term, as far as it decides."""

    id: UUID
    partner_id: UUID
    component: Component
    categories: tuple[str, ...]
    building_id: UUID | None
    months: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Start:
    """A hand-over date; of the estate where it names neither building nor house."""

    building_id: UUID | None
    house_id: UUID | None
    starts_on: date


@dataclass(frozen=True, slots=True)
class Matter:
    """A ticket, as far as it decides: what it is about, where, and the day it was received."""

    category: str | None
    building_id: UUID | None
    house_id: UUID | None
    day: date


@dataclass(frozen=True, slots=True)
class Covered:
    """The term that covers a matter, and the days it runs; `ends_on` is not within it."""

    term: Term
    starts_on: date
    ends_on: date


def covering(terms: Iterable[Term], starts: Iterable[Start], matter: Matter) -> Covered | None:
    """The warranty that the matter is within.

    The term nearest to it decides, even where a wider one would run longer: one of its building
    before one of the estate, one for a narrower category before one for a wider, a later one before
    an earlier. It runs from the hand-over of the house, else of the building, else of the estate.
    """
    standing = [
        (each.building_id is not None, length, each.valid_from, each)
        for each in terms
        if (length := _match(each.categories, matter.category)) is not None
        and each.building_id in (None, matter.building_id)
        and each.valid_from <= matter.day
        and (each.valid_to is None or matter.day < each.valid_to)
    ]
    start = _start(starts, matter)
    if not standing or start is None:
        return None
    term = max(standing, key=lambda one: one[:3])[3]
    ends_on = after_months(start, term.months)
    return Covered(term, start, ends_on) if start <= matter.day < ends_on else None


def after_months(day: date, months: int) -> date:
    """The same day of the month so many months on; its last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _match(categories: Iterable[str], category: str | None) -> int | None:
    """How narrowly the categories speak of one; None where they do not."""
    if category is None:
        return None
    return max(
        (len(each) for each in categories if category == each or category.startswith(f"{each}.")),
        default=None,
    )


def _start(starts: Iterable[Start], matter: Matter) -> date | None:
    found: dict[int, date] = {}
    for each in starts:
        if each.house_id is not None:
            near = 0 if each.house_id == matter.house_id else None
        elif each.building_id is not None:
            near = 1 if each.building_id == matter.building_id else None
        else:
            near = 2
        if near is not None:
            found[near] = each.starts_on
    return found[min(found)] if found else None


__all__ = ["MONTHS_MOST", "Covered", "Matter", "Start", "Term", "after_months", "covering"]
