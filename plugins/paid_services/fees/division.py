"""Dividing what a period costs among those who own a house on its days: to the day, to the fen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ownership:
    """Somebody owns a house from `since` to `until`, the last day included; None: still."""

    resident_id: UUID
    since: date
    until: date | None

    def on(self, day: date) -> bool:
        """Whether they own it on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days that one owner pays for, both included; nobody's are the developer's."""

    resident_id: UUID | None
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1


def stretches(owners: Sequence[Ownership], first: date, last: date) -> list[Stretch]:
    """The days from `first` to `last`, each in one stretch, neighbours with different payers.

    Of several owners the one who came last pays, as where a period is billed (`generate.sql`).
    """
    cuts = {first}
    cuts |= {each.since for each in owners if first < each.since <= last}
    cuts |= {
        each.until + DAY for each in owners if each.until is not None and first <= each.until < last
    }
    days = sorted(cuts)
    found: list[Stretch] = []
    for day, after in zip(days, [*days[1:], last + DAY], strict=True):
        there = [each for each in owners if each.on(day)]
        there.sort(key=lambda each: (-each.since.toordinal(), each.resident_id))
        payer = there[0].resident_id if there else None
        if found and found[-1].resident_id == payer:
            found[-1] = Stretch(payer, found[-1].first, after - DAY)
        else:
            found.append(Stretch(payer, day, after - DAY))
    return found


def given_up(owners: Sequence[Ownership], since: date) -> date:
    """The first day that a change of owner is about: `since`, or the day after somebody's last day
    before it."""
    left = [each.until for each in owners if each.until is not None and each.until < since]
    return max(left) + DAY if left else since


def shares(amount: int, parts: Sequence[Stretch]) -> list[int]:
    """What each of adjoining stretches costs, in fen: cut by days, cumulatively, so that they add
    up to `amount`."""
    days = sum(each.days for each in parts)
    found, before, passed = [], 0, 0
    for each in parts:
        passed += each.days
        upto = (amount * passed * 2 + days) // (2 * days)
        found.append(upto - before)
        before = upto
    return found


__all__ = ["Ownership", "Stretch", "given_up", "shares", "stretches"]
