"""Who lives where, and who looked at whose data."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select

from core import clock
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.errors import Code, GuanjiaError
from core.estates.errors import EstateCode
from core.estates.models import AccountRights, PersonalAccess, Relation, Residency, Resident
from core.estates.move_in import MovedIn, MoveIn, move_in
from core.estates.move_out import MoveOut, move_out
from core.estates.reveal import Reveal, reveal
from core.ids import new_id
from core.text import TextCode
from tests.factories import EstateWorld, Person, World
from tests.tickets.life import do


async def refusal(
    db: Database, estate: EstateWorld, person: Person, use_case: Any, new: Any
) -> GuanjiaError:
    with pytest.raises(GuanjiaError) as refused:
        await do(db, person.actor, estate, use_case, new)
    return refused.value


def system(estate: EstateWorld) -> Scope:
    return Scope.system(estate.group_id, estate.id)


async def version_of(db: Database, estate: EstateWorld, person: Person) -> int | None:
    async with unit_of_work(db, system(estate)) as uow:
        return (await uow.execute(_version(person))).scalar_one_or_none()


def _version(person: Person) -> Any:
    return select(AccountRights.version).where(AccountRights.account_id == person.actor.account_id)


async def with_rights(db: Database, estate: EstateWorld, person: Person) -> None:
    async with unit_of_work(db, system(estate)) as uow:
        await _insert_rights(uow, estate, person)


async def _insert_rights(uow: UnitOfWork, estate: EstateWorld, person: Person) -> None:
    row = {"group_id": estate.group_id, "account_id": person.actor.account_id, "version": 1}
    await uow.execute(insert(AccountRights), [row])


async def test_unmasking_takes_a_reason_and_is_on_record(db: Database, estate: EstateWorld) -> None:
    """S-N2."""
    new = Reveal(estate.id, estate.resident.id, "上门前电话确认")
    shown = await do(db, estate.agent.actor, estate, reveal, new)
    assert (shown.name, shown.phone) == (estate.resident.name, estate.resident.phone)
    async with unit_of_work(db, system(estate)) as uow:
        found = await uow.execute(
            select(PersonalAccess.account_id, PersonalAccess.reason, PersonalAccess.at).where(
                PersonalAccess.resident_id == estate.resident.id
            )
        )
        assert [tuple(row) for row in found] == [
            (estate.agent.actor.account_id, "上门前电话确认", clock.now())
        ]


async def test_without_a_reason_nothing_is_unmasked(db: Database, estate: EstateWorld) -> None:
    new = Reveal(estate.id, estate.resident.id, " ")
    assert (await refusal(db, estate, estate.agent, reveal, new)).code is TextCode.TEXT_REQUIRED


async def test_whose_work_does_not_need_it_unmasks_nothing(db: Database, world: World) -> None:
    here, there = world.estates
    new = Reveal(here.id, here.resident.id, "好奇")
    for person in (here.technician, here.guard, here.neighbour, there.agent):
        assert (await refusal(db, here, person, reveal, new)).code is Code.NOT_FOUND
    foreign = Reveal(here.id, there.resident.id, "核对")
    assert (await refusal(db, here, here.agent, reveal, foreign)).code is Code.NOT_FOUND


async def moved(db: Database, estate: EstateWorld, **said: Any) -> MovedIn:
    new = {
        "estate_id": estate.id,
        "house_id": estate.houses[1],
        "relation": Relation.TENANT,
        "since": date(2025, 3, 1),
    }
    return await do(db, estate.butler.actor, estate, move_in, MoveIn(**{**new, **said}))


async def test_a_new_resident_moves_in_and_out_and_stays_on_record(
    db: Database, estate: EstateWorld
) -> None:
    """S-L1."""
    made = await moved(db, estate, name="钱进", phone="13900000000")
    out = MoveOut(estate.id, made.residency_id, date(2025, 6, 30))
    assert await do(db, estate.butler.actor, estate, move_out, out) == made.resident_id
    async with unit_of_work(db, system(estate)) as uow:
        found = await uow.execute(
            select(Resident.name, Residency.house_id, Residency.until)
            .join(Residency, Residency.resident_id == Resident.id)
            .where(Resident.id == made.resident_id, Residency.estate_id == estate.id)
        )
        assert [tuple(row) for row in found] == [("钱进", estate.houses[1], date(2025, 6, 30))]
    again = await refusal(db, estate, estate.butler, move_out, out)
    assert again.code is EstateCode.ALREADY_MOVED_OUT


async def test_moving_in_and_out_outdates_the_residents_rights(
    db: Database, estate: EstateWorld
) -> None:
    await with_rights(db, estate, estate.resident)
    made = await moved(db, estate, resident_id=estate.resident.id)
    assert await version_of(db, estate, estate.resident) == 2
    out = MoveOut(estate.id, made.residency_id, date(2025, 3, 2))
    await do(db, estate.butler.actor, estate, move_out, out)
    assert await version_of(db, estate, estate.resident) == 3


async def test_what_cannot_be_filed_is_refused(db: Database, estate: EstateWorld) -> None:
    async def coded(**said: Any) -> object:
        with pytest.raises(GuanjiaError) as refused:
            await moved(db, estate, **said)
        return refused.value.code

    someone = estate.neighbour.id
    assert await coded() is EstateCode.RESIDENT_AMBIGUOUS
    assert await coded(resident_id=someone, name="甲", phone="1") is EstateCode.RESIDENT_AMBIGUOUS
    assert await coded(resident_id=someone) is EstateCode.ALREADY_LIVES_THERE
    assert await coded(resident_id=new_id()) is Code.NOT_FOUND
    assert await coded(name="甲", phone="13900000001", house_id=new_id()) is Code.NOT_FOUND
    made = await moved(db, estate, name="甲", phone="13900000001")
    early = MoveOut(estate.id, made.residency_id, date(2025, 2, 1))
    assert (await refusal(db, estate, estate.butler, move_out, early)).code is (
        EstateCode.DATES_REVERSED
    )
    for person in (estate.technician, estate.resident):
        refused = await refusal(db, estate, person, move_out, early)
        assert refused.code is Code.NOT_FOUND
