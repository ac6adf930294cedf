"""How it is tried out: a key that is out, and yesterday evening's count."""

from datetime import timedelta

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.plugin.trial import Trial, TrialEstate
from tests.plugins_for_tests.keys.lend import RETURN_DUE
from tests.plugins_for_tests.keys.models import EveningCount, HouseKey, KeyState


async def fill(uow: UnitOfWork, estate: TrialEstate) -> None:
    """A key that is out, and an evening's count."""
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


TRIAL = Trial(fill, "{ houseKeys { nodes { tag house { label } } } }")
