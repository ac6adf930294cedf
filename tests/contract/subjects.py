"""The plugins the contract suite runs over, and how each fills an estate with data of its own.

A plugin joins by one line here. `fill` leaves rows in every table of the plugin and a timer of
each of its kinds, due a day later, in the scope of the system at that estate.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.plugin.manifest import Manifest
from tests.factories import EstateWorld
from tests.plugins_for_tests.keys import manifest as keys
from tests.plugins_for_tests.keys.lend import RETURN_DUE
from tests.plugins_for_tests.keys.models import EveningCount, HouseKey, KeyState

Fill = Callable[[UnitOfWork, EstateWorld], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Subject:
    """A plugin under the contract. `read` is a query of its own field, for the agent."""

    manifest: Manifest
    fill: Fill
    read: str


async def fill_keys(uow: UnitOfWork, estate: EstateWorld) -> None:
    """A key that is out, and yesterday evening's count."""
    tenant = {"group_id": estate.group_id, "estate_id": estate.id}
    key, due = new_id(), uow.now + timedelta(days=1)
    uow.add(
        HouseKey,
        **tenant,
        id=key,
        house_id=estate.houses[0],
        tag="A-12",
        state=KeyState.LENT,
        taken_in_at=uow.now,
        due_back_at=due,
    )
    uow.add(
        EveningCount,
        **tenant,
        id=new_id(),
        day=(uow.now - timedelta(days=5)).date(),
        held=1,
        lent=0,
    )
    uow.set_timer(RETURN_DUE, str(key), due, **tenant, key_id=str(key))


SUBJECTS = (Subject(keys.MANIFEST, fill_keys, "{ houseKeys { nodes { tag house { label } } } }"),)
