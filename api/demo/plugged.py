"""What the installed plugins add to the demo group, at the estates whose contract has them on."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

from rich.progress import Progress

from api.demo.accounts import PASSWORD
from api.demo.actors import actors_of
from api.demo.blueprint import ESTATE, ESTATES, EstatePlan, Keys
from api.demo.logins import LOGINS
from api.demo.opening import demonstrated
from core import clock
from core.actor import Actor, Audience, Role
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.notify import templates
from core.plugin.catalogue import Catalogue
from core.plugin.demo import DemoEstate, DemoLogin
from core.plugin.plan import Plan
from tenants.directory import enter_group, find_account
from tenants.grant_role import GrantRole, grant_role
from tenants.open_account import FirstGrant, OpenAccount, open_account
from tenants.reach import Reach
from tenants.roles import console

BEFORE = timedelta(days=300)
"""How long ago the plugins' people got their accounts."""


async def fill_plugins(uow: UnitOfWork, keys: Keys, installed: Catalogue, bar: Progress) -> None:
    """Have each plugin add what it shows. Leaves the transaction in the group's scope."""
    templates.learn(installed.templates)
    filling = [(plan, demonstrated(installed, plan.contract)) for plan in ESTATES]
    task = bar.add_task("Filling in the plugins", total=sum(len(on) for _, on in filling))
    for plan, on in filling:
        if not on:
            continue
        estate = await Plugged.of(uow, keys, plan, installed.plan(on))
        for demonstration in on.values():
            await estate.enter()
            await demonstration.fill(estate)
            bar.advance(task)
    await enter_group(uow, keys.group)


class Plugged(DemoEstate):
    """An estate as its plugins find it: people, homes and tickets are there."""

    def __init__(
        self, uow: UnitOfWork, keys: Keys, plan: EstatePlan, plugins: Plan, people: Sequence[Actor]
    ) -> None:
        self._uow = uow
        self._plugins = plugins
        self._people = people
        self._id = keys.estates[plan.code]
        self._group_id = keys.group
        self._code = plan.code

    @classmethod
    async def of(cls, uow: UnitOfWork, keys: Keys, plan: EstatePlan, plugins: Plan) -> "Plugged":
        """The estate of a plan, with whoever can act there."""
        await uow.enter(Scope.system(keys.group, keys.estates[plan.code]))
        actors = await actors_of(uow, keys.estates[plan.code])
        printed = await _printed(uow, keys.group)
        people = sorted(actors.values(), key=lambda each: _rank(each, printed))
        return cls(uow, keys, plan, plugins, people)

    @property
    def group_id(self) -> int:
        """The group's number."""
        return self._group_id

    @property
    def id(self) -> int:
        """The estate's number."""
        return self._id

    @property
    def code(self) -> str:
        """The estate's code."""
        return self._code

    @property
    def now(self) -> datetime:
        """The present of the demo."""
        return self._uow.now

    @property
    def main(self) -> bool:
        """Whether the printed logins are of this estate."""
        return self._code == ESTATE

    async def enter(self) -> None:
        """The scope of the system here."""
        await self._uow.enter(Scope.system(self._group_id, self._id))

    def staff(self, role: Role) -> Sequence[Actor]:
        """Who holds a role here, the printed logins first."""
        return [
            each
            for each in self._people
            if each.audience is Audience.STAFF and role in each.roles_at(self._id)
        ]

    def residents(self) -> Sequence[Actor]:
        """Who lives here and logs in."""
        return [each for each in self._people if each.audience is Audience.RESIDENT]

    @asynccontextmanager
    async def at(self, then: datetime) -> AsyncIterator[UnitOfWork]:
        """The same transaction, as if it were then."""
        with clock.at(then):
            uow = UnitOfWork(self._uow.connection, self._uow.scope)
            uow.plan = self._plugins
            uow.faults = self._uow.faults
            yield uow
            await uow.flush()

    async def log_in(self, login: DemoLogin, audience: Audience, role: Role, name: str) -> Actor:
        """The account of a login, with a role here."""
        reach = Reach.estate(self._id)
        async with self.at(self.now - BEFORE) as uow:
            await enter_group(uow, self._group_id)
            operator = console(self._group_id)
            account_id = await find_account(uow, self._group_id, login.name)
            if account_id is None:
                new = OpenAccount(audience, name, login.name, PASSWORD, (FirstGrant(role, reach),))
                account_id = await open_account(operator, new, uow)
            else:
                await grant_role(operator, GrantRole(account_id, role, reach), uow)
            await uow.flush()
        await self.enter()
        return Actor(
            group_id=self._group_id,
            account_id=account_id,
            audience=audience,
            name=name,
            roles={self._id: frozenset({role})},
            persons=(account_id,),
        )


async def _printed(uow: UnitOfWork, group_id: int) -> Mapping[UUID, int]:
    """The accounts of the printed logins, by their order."""
    found = [await find_account(uow, group_id, login.name) for login in LOGINS]
    return {key: order for order, key in enumerate(found) if key is not None}


def _rank(actor: Actor, printed: Mapping[UUID, int]) -> tuple[int, str, UUID]:
    return printed.get(actor.account_id, len(printed)), actor.name, actor.account_id


__all__ = ["Plugged", "fill_plugins"]
