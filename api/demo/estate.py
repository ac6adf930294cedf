"""One estate, all of it: what stands there, who lives and works there, what was reported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.demo.accounts import Accounts
from api.demo.aftermath import live
from api.demo.arrivals import arrivals
from api.demo.blueprint import ESTATE, ESTATES, REPORTING, TICKETS, EstatePlan, Keys
from api.demo.categories import add_categories
from api.demo.course import Course
from api.demo.dice import Dice
from api.demo.group import add_headquarters, calendar_of, own_days
from api.demo.houses import Home, add_houses
from api.demo.life import Life, Place
from api.demo.names import Phones
from api.demo.pacing import Pace
from api.demo.reporting import Reporting
from api.demo.residents import Residents
from api.demo.rosters import LOCAL
from api.demo.rows import Rows
from api.demo.staffing import Staffing
from api.demo.staged import staged
from api.demo.team import Team
from core.actor import Role
from core.dispatch.models import StaffArea
from core.estates.models import CalendarDay
from core.estates.repository import EstateFacts
from core.sla.shipped import EDITIONS

RESIDENT_AT = "3栋2单元1201"
"""The house whose owner logs in as the demo's resident, at the main estate."""

RESIDENT = "resident"


@dataclass(frozen=True, slots=True)
class Share:
    """How many tickets an estate has."""

    plan: EstatePlan
    tickets: int


def shares(tickets: int = TICKETS) -> tuple[Share, ...]:
    """The group's tickets dealt out to its estates, by size, kind and how well each is run."""
    weights = [
        plan.layout.homes * REPORTING[plan.property_type] * plan.pace**0.5 for plan in ESTATES
    ]
    sums = [round(tickets * sum(weights[: n + 1]) / sum(weights)) for n in range(len(weights))]
    before = [0, *sums]
    return tuple(
        Share(plan, upto - earlier)
        for plan, upto, earlier in zip(ESTATES, sums, before, strict=False)
    )


class Making:
    """Makes the demo group estate by estate; everything follows from seed, keys and now."""

    def __init__(self, keys: Keys, seed: int, now: datetime, password_hash: str) -> None:
        self.keys = keys
        self.seed = seed
        self.now = now
        self.phones = Phones()
        self.group = Rows(group_id=keys.group)
        add_categories(self.group)
        self.accounts = Accounts(self.group, Dice(seed, "accounts"), password_hash)
        self.devices = add_headquarters(self.accounts, keys, seed, now)
        self.staffing = Staffing(self.accounts, self.phones, seed, now)

    def estate(self, share: Share, tell: Callable[[int], None] = lambda done: None) -> Rows:
        """All rows of an estate; accounts go to `group`. `tell` hears of every ticket made."""
        plan, now = share.plan, self.now
        rows = Rows(group_id=self.keys.group, estate_id=self.keys.estates[plan.code])
        today = now.astimezone(LOCAL).date()
        for day, (working, note) in own_days(plan, today).items():
            rows.add(CalendarDay, day=day, working=working, note=note)
        built = now - timedelta(days=plan.age * 365)
        homes = add_houses(rows, plan, Dice(self.seed, "houses", plan.code), built)
        members = self.staffing.staff(rows, plan)
        main = plan.code == ESTATE
        residents = Residents(
            rows,
            self.accounts,
            self.phones,
            plan,
            Dice(self.seed, "residents", plan.code),
            today,
            now,
            logins={RESIDENT_AT: RESIDENT} if main else {},
        )
        occupants = residents.move_into(homes)
        team, dice = Team(members), Dice(self.seed, "lives", plan.code)
        facts = EstateFacts(
            rows.tenant["estate_id"],
            self.keys.group,
            plan.property_type,
            calendar_of(plan, now),
            closed_at=None,
            policy=EDITIONS.at(now),
        )
        _divide(rows, homes, team, dice, now)
        pace = Pace(plan.pace, dice)
        reporting = Reporting(Place(facts, now), team, occupants, self.devices, dice)
        lives: list[Life] = []
        if main:
            resident = next(each for each in occupants if each.home.label == RESIDENT_AT)
            technician = next(each for each in members if each.role is Role.TECHNICIAN)
            lives += staged(reporting, team, pace, resident, technician, dice)
        for arrival in arrivals(plan, homes, share.tickets - len(lives), self.seed, now):
            begun = reporting.report(arrival)
            live(Course(begun, team, pace))
            lives.append(begun.life)
        for life in lives:
            life.write(rows)
            tell(1)
        return rows


def _divide(rows: Rows, homes: Sequence[Home], team: Team, dice: Dice, now: datetime) -> None:
    """Every building on the list of one butler (S-K2)."""
    for building, building_id in sorted({(home.building, home.building_id) for home in homes}):
        butler = team.butlers[building % len(team.butlers)]
        rows.add(StaffArea, id=dice.id_at(now), staff_id=butler.id, building_id=building_id)


__all__ = ["RESIDENT", "Making", "Share", "shares"]
