"""An installation with every plugin under the contract, and estates to switch them on at."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
import pytest_asyncio

from api.cli.installation import ContractGate
from api.plugin_suite.door import Caller, Door, serving
from api.plugin_suite.server import TestDatabase, TestServer
from api.plugin_suite.subject import Subject
from api.plugin_suite.world import EstateWorld, World, make_world
from core import clock
from core.db.engine import Database
from core.db.lineage import CORE
from core.db.migrate import upgrade
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.ids import new_id
from core.jobs.handlers import Handlers
from core.jobs.worker import Worker
from core.plugin.catalogue import Catalogue
from tenants.end_contract import end_contract
from tenants.entering import administering
from tenants.roles import console
from tenants.sign_contract import PluginTerm, SignContract, sign_contract


@pytest.fixture
def subject(request: pytest.FixtureRequest) -> Subject:
    """Each plugin in turn; `subjects` (whoever collects the suite) says which."""
    found: Subject = request.param
    return found


@pytest.fixture(scope="module")
def catalogue(subjects: tuple[Subject, ...]) -> Catalogue:
    """All of them, installed together."""
    return Catalogue(subject.manifest for subject in subjects)


@pytest.fixture(scope="module")
def plugin_database(server: TestServer, catalogue: Catalogue) -> Iterator[TestDatabase]:
    """A database with the core's tables and theirs."""
    with server.passing() as passing:
        upgrade(passing.owner_url, (CORE, *catalogue.lineages))
        yield passing


@dataclass(frozen=True, slots=True)
class Installation:
    """The application with its plugins, and a group with two estates."""

    door: Door
    catalogue: Catalogue
    world: World

    @property
    def db(self) -> Database:
        """The application's connections."""
        return self.door.database

    async def sign(self, subject: Subject, estate: EstateWorld) -> UUID:
        """A contract that switches the plugin on at once, with what it requires."""
        plugins = sorted(self.catalogue.with_required(subject.manifest.id))
        async with administering(self.door.access, console(estate.group_id)) as (actor, uow):
            new = SignContract(
                estate.id, "物业服务合同", uow.now, plugins=tuple(map(PluginTerm, plugins))
            )
            _, contract = await sign_contract(actor, new, uow)
        return contract

    async def end(self, estate: EstateWorld, contract: UUID) -> None:
        """The contract ends now."""
        async with administering(self.door.access, console(estate.group_id)) as (actor, uow):
            await end_contract(actor, estate.id, contract, uow)

    async def fill(self, subject: Subject, estate: EstateWorld) -> None:
        """Data of the plugin's own at the estate."""
        async with unit_of_work(self.db, Scope.system(estate.group_id, estate.id)) as uow:
            await subject.fill(uow, estate)

    async def again(self, caller: Caller) -> Caller:
        """The same caller after time has passed: with a token of now."""
        actor = caller.actor
        token, _ = self.door.access.signer.sign(
            actor.group_id, actor.account_id, actor.audience, new_id(), clock.now()
        )
        return Caller(self.door.http(token), actor)

    async def work(self) -> None:
        """Do all that is due, as the workers of this installation would."""
        gate = ContractGate(self.db, self.catalogue)
        handlers = Handlers.compose((), self.catalogue.jobs, gate=gate)
        await Worker(self.db, handlers).drain()


@pytest_asyncio.fixture
async def installation(
    plugin_database: TestDatabase, catalogue: Catalogue
) -> AsyncIterator[Installation]:
    """The application, served with its plugins; a group of the test's own."""
    async with serving(plugin_database, catalogue=catalogue) as door:
        world = await make_world(door.database)
        yield Installation(door, catalogue, world)


__all__ = ["Installation", "catalogue", "installation", "plugin_database", "subject"]
