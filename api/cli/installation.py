"""What is installed: the core's areas and the plugins found by entry point."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from core.config import Settings
from core.db.engine import Database
from core.db.lineage import CORE, Lineage
from core.db.unit_of_work import UnitOfWork
from core.dispatch.jobs import jobs as dispatching
from core.escalation.jobs import jobs as escalating
from core.files.jobs import jobs as keeping_files
from core.handover.jobs import JOBS as HANDOVERS
from core.incidents.jobs import JOBS as INCIDENTS
from core.intake.fetch import jobs as fetching
from core.intake.first_contact import JOBS as FIRST_CONTACT
from core.jobs.handlers import Handlers, Jobs
from core.notify import templates
from core.notify.jobs import jobs as notifying
from core.notify.prepare import Means
from core.plugin.catalogue import Catalogue
from core.plugin.plan import Plan
from core.plugin.standing import Standing
from core.revisit.jobs import jobs as revisiting
from core.surveys.links import Links
from core.tickets.calendar_changed import JOBS as CALENDARS
from core.tickets.due import JOBS as TICKETS
from core.training.jobs import JOBS as TRAINING
from tenants.contracts import Book, Contracts
from tenants.enabled import plugins_on, standing
from tenants.holders import holders_at
from tenants.leaving import JOBS as LEAVING
from tenants.telling import account_facts
from tenants.turns import jobs as contracts

if TYPE_CHECKING:
    from api.schema.extension import Extension

AREAS: tuple[Jobs, ...] = (
    TICKETS,
    CALENDARS,
    INCIDENTS,
    FIRST_CONTACT,
    LEAVING,
    HANDOVERS,
    TRAINING,
)
"""What the core's areas have the workers do."""


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The installed plugins. Raises `CatalogueError` where they cannot be served together."""
    return Catalogue.discover()


def lineages() -> tuple[Lineage, ...]:
    """Every line of migrations, in order: the core's, then each plugin's after those it needs."""
    return (CORE, *catalogue().lineages)


def extensions() -> "Sequence[Extension]":
    """What the installed plugins add to the schema."""
    return tuple(catalogue().graphql.values())


def handlers(database: Database, settings: Settings) -> Handlers:
    """What the workers do: the core's areas always, a plugin's where its contract is in force."""
    gate = ContractGate(database, catalogue())
    templates.learn(catalogue().templates)
    links = Links(settings.secret, settings.address)
    areas = (
        *AREAS,
        keeping_files(settings),
        fetching(settings, gate.plan),
        dispatching(gate.plan),
        escalating(holders_at),
        contracts(catalogue()),
        revisiting(gate.plan, links),
        notifying(Means(gate.plans, account_facts, settings, links.resolve)),
    )
    return Handlers.compose(areas, catalogue().jobs, gate=gate)


class ContractGate:
    """Where a plugin stands at the one estate a job works for: by contract, as requests are."""

    def __init__(self, database: Database, installed: Catalogue) -> None:
        self._contracts = Contracts(database)
        self._installed = installed

    async def __call__(self, uow: UnitOfWork, plugin: str, at: datetime) -> Standing:
        """As of the transaction, so that an ended contract silences jobs at once."""
        (estate_id,) = uow.scope.estates
        book = await self._book(uow)
        if book is None:
            return Standing.OFF
        return standing(self._installed, book, estate_id, plugin, at)

    async def plan(self, uow: UnitOfWork) -> Plan:
        """The plugins to be asked at that estate, as requests ask them."""
        (estate_id,) = uow.scope.estates
        return self._installed.plan(self._on(await self._book(uow), estate_id, uow.now))

    async def plans(self, uow: UnitOfWork, estates: Collection[int]) -> dict[int, Plan]:
        """The same for several estates of the scope's group."""
        book = await self._book(uow)
        return {
            estate_id: self._installed.plan(self._on(book, estate_id, uow.now))
            for estate_id in estates
        }

    async def _book(self, uow: UnitOfWork) -> Book | None:
        group_id = uow.scope.group_id
        return None if group_id is None else await self._contracts.current(uow, group_id)

    def _on(self, book: Book | None, estate_id: int, at: datetime) -> frozenset[str]:
        if book is None:
            return frozenset()
        return plugins_on(self._installed, book, estate_id, at)


__all__ = ["AREAS", "ContractGate", "catalogue", "extensions", "handlers", "lineages"]
