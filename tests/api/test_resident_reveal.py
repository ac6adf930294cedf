"""Personal data is masked for those whose work does not need it, and shown for a reason (S-N2)."""

from sqlalchemy import select

from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.models import PersonalAccess
from tests.api.door import Door, gid
from tests.factories import World

SEEN = "query($id: ID!) { resident(id: $id) { name phone } }"

REVEAL = """mutation($input: ResidentRevealInput!) {
    residentReveal(input: $input) { revealed { name phone } userErrors { code field } }
}"""


async def test_a_manager_unmasks_a_resident_for_a_reason_that_is_kept(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    director = await door.caller(world.director)
    supervisor = await door.caller(estate.supervisor.actor)
    technician = await door.caller(estate.technician.actor)
    resident = gid("Resident", estate.id, estate.resident.id)

    seen = await technician.ask(SEEN, {"id": resident})
    masked = estate.resident.phone[:3] + "****" + estate.resident.phone[-4:]
    assert seen["resident"] == {"name": "王**", "phone": masked}
    assert (await director.ask(SEEN, {"id": resident}))["resident"]["phone"] == masked

    request = {"idempotencyKey": "1", "residentId": resident, "reason": "核对停水通知"}
    refused = await technician.ask(REVEAL, {"input": request})
    assert refused["residentReveal"]["userErrors"] == [{"code": "NOT_FOUND", "field": "residentId"}]

    told = await supervisor.ask(REVEAL, {"input": request})
    assert told["residentReveal"]["revealed"] == {"name": "王丽", "phone": estate.resident.phone}

    async with unit_of_work(door.database, Scope.system(world.group_id, estate.id)) as uow:
        kept = await uow.row(select(PersonalAccess.reason, PersonalAccess.account_id))
    assert kept is not None
    assert kept["reason"] == "核对停水通知"
    assert kept["account_id"] == estate.supervisor.actor.account_id
