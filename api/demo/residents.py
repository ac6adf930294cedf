"""Who lives or works in an estate's houses, now and before (S-L1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from api.demo.accounts import Accounts
from api.demo.blueprint import EstatePlan
from api.demo.dice import Dice
from api.demo.houses import Home
from api.demo.names import Phones, family_name, person_name
from api.demo.rows import Rows
from core.actor import Actor, Audience, Role
from core.estates.models import PropertyType, Relation, Residency, Resident

YEAR = 365


@dataclass(frozen=True, slots=True)
class Habits:
    """How the houses of one type are lived in; shares of 1."""

    empty: float
    rented: float
    sold_on: float
    family: tuple[int, int]


HABITS = {
    PropertyType.RESIDENTIAL: Habits(empty=0.06, rented=0.22, sold_on=0.09, family=(0, 2)),
    PropertyType.COMMERCIAL: Habits(empty=0.1, rented=0.85, sold_on=0.04, family=(0, 1)),
    PropertyType.OFFICE: Habits(empty=0.12, rented=0.8, sold_on=0.03, family=(0, 2)),
}

ONLINE = {Relation.OWNER: 0.7, Relation.TENANT: 0.8, Relation.HOUSEHOLD: 0.3}
"""How many of them use the app."""

IMPORTANT = 0.015


@dataclass(frozen=True, slots=True)
class Occupant:
    """Somebody who is in a house now and may report. `actor` is None for who has no account.

    `present` is False for owners who have let the house or left it empty.
    """

    id: UUID
    name: str
    phone: str
    important: bool
    home: Home
    relation: Relation
    since: date
    present: bool
    actor: Actor | None


class Residents:
    """An estate's residents, being collected."""

    def __init__(
        self,
        rows: Rows,
        accounts: Accounts,
        phones: Phones,
        plan: EstatePlan,
        dice: Dice,
        today: date,
        now: datetime,
        logins: Mapping[str, str],
    ) -> None:
        """`logins` are login names for the owners of houses, by the house's label."""
        self.rows = rows
        self.accounts = accounts
        self.phones = phones
        self.plan = plan
        self.dice = dice
        self.today = today
        self.now = now
        self.logins = logins
        self.occupants: list[Occupant] = []

    def move_into(self, homes: tuple[Home, ...]) -> tuple[Occupant, ...]:
        """The whole history of every house; returns who is there now."""
        for home in homes:
            self._fill(home)
        return tuple(self.occupants)

    def _fill(self, home: Home) -> None:
        habits, dice = HABITS[self.plan.property_type], self.dice
        opened = self.today - timedelta(days=self.plan.age * YEAR)
        bought = opened + timedelta(days=dice.whole(0, 2 * YEAR))
        owner, login = person_name(dice), self.logins.get(home.label)
        if login is None and dice.chance(habits.sold_on):
            sold = self._day(bought, self.today)
            self._person(home, owner, Relation.OWNER, bought, sold)
            bought, owner = sold + timedelta(days=1), person_name(dice)
        empty = login is None and dice.chance(habits.empty)
        rented = login is None and dice.chance(habits.rented)
        lives_there = not (empty or rented)
        self._person(home, owner, Relation.OWNER, bought, None, present=lives_there, login=login)
        if empty:
            return
        if rented:
            self._let(home, bought)
            return
        for _ in range(dice.whole(*habits.family)):
            since = self._day(bought, self.today)
            self._person(home, family_name(dice, owner), Relation.HOUSEHOLD, since, None)

    def _let(self, home: Home, bought: date) -> None:
        """Tenants one after the other, the last one still there."""
        since = self._day(bought, self.today)
        while self.dice.chance(0.45) and (self.today - since).days > YEAR:
            until = since + timedelta(days=self.dice.whole(180, 360))
            self._person(home, person_name(self.dice), Relation.TENANT, since, until)
            since = until + timedelta(days=self.dice.whole(1, 20))
        self._person(home, person_name(self.dice), Relation.TENANT, since, None)

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.dice.whole(0, max((last - first).days - 1, 0)))

    def _person(
        self,
        home: Home,
        name: str,
        relation: Relation,
        since: date,
        until: date | None,
        *,
        present: bool = True,
        login: str | None = None,
    ) -> None:
        dice = self.dice
        moved_in = min(datetime.combine(since, self.now.timetz()), self.now)
        resident_id, phone = dice.id_at(moved_in), self.phones.new(dice)
        important = dice.chance(IMPORTANT)
        online = login is not None or (until is None and dice.chance(ONLINE[relation]))
        actor = None
        if online:
            actor = Actor(
                group_id=self.rows.tenant["group_id"],
                account_id=self.accounts.open(
                    Audience.RESIDENT, name, moved_in, logins=(login or phone,)
                ),
                audience=Audience.RESIDENT,
                name=name,
                roles={self.rows.tenant["estate_id"]: frozenset({Role.RESIDENT})},
                persons=(resident_id,),
                houses=(home.id,),
            )
        self.rows.add(
            Resident,
            id=resident_id,
            account_id=None if actor is None else actor.account_id,
            name=name,
            phone=phone,
            important=important,
            created_at=moved_in,
        )
        self.rows.add(
            Residency,
            id=dice.id_at(moved_in),
            resident_id=resident_id,
            house_id=home.id,
            relation=relation,
            since=since,
            until=until,
        )
        if until is None:
            self.occupants.append(
                Occupant(resident_id, name, phone, important, home, relation, since, present, actor)
            )


__all__ = ["Occupant", "Residents"]
