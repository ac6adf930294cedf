"""Reports: the record of S-A2, the answer of S-A3, and who may say what."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, update

from core import clock
from core.actor import Actor
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.errors import Code, GuanjiaError, NotFound
from core.estates.models import Estate
from core.ids import new_id
from core.sla.models import ClockState
from core.text import TextCode
from core.tickets.errors import RecordIncomplete, TicketCode
from core.tickets.kinds import Channel, Kind, Nature, State, Urgency
from core.tickets.report import Receipt, Report, report
from core.tickets.repository import insert_ticket
from tests.factories import EstateWorld, World, make_world
from tests.tickets.life import Life, a_complaint, a_leak, do


async def reported(
    db: Database, estate: EstateWorld, actor: Actor | None = None, **said: Any
) -> Receipt:
    return await do(db, actor or estate.resident.actor, estate, report, a_leak(estate, **said))


async def refusal(
    db: Database, estate: EstateWorld, actor: Actor | None = None, **said: Any
) -> GuanjiaError:
    with pytest.raises(GuanjiaError) as refused:
        await reported(db, estate, actor, **said)
    return refused.value


async def test_the_answer_has_a_number_to_keep_and_says_what_comes_next_by_when(
    db: Database, estate: EstateWorld
) -> None:
    """S-A3."""
    receipt = await reported(db, estate)
    assert re.fullmatch(r"250312-[0-9A-HJKMNP-TV-Z]{5}", receipt.number)
    assert [(p.rule, p.due_at) for p in receipt.promises] == [
        ("S-A6", clock.now() + timedelta(minutes=30)),
        ("S-C1", clock.now() + timedelta(hours=12)),
        ("S-D7", clock.now() + timedelta(days=5)),
    ]
    assert receipt.due_at == clock.now() + timedelta(days=5)


async def test_a_resident_need_say_little_and_the_record_is_complete(
    db: Database, estate: EstateWorld
) -> None:
    """S-A2, S-A4."""
    life = await Life.begin(db, estate, a_leak(estate))
    ticket = await life.ticket()
    assert ticket["requester_id"] == estate.resident.id
    assert (ticket["contact_name"], ticket["contact_phone"]) == (
        estate.resident.name,
        estate.resident.phone,
    )
    assert ticket["place"] == estate.house_labels[0]
    assert ticket["received_at"] == clock.now()
    assert (ticket["state"], ticket["version"]) == (State.REPORTED, 1)


async def test_number_event_clocks_timers_and_outbox_are_written_together(
    db: Database, estate: EstateWorld
) -> None:
    life = await Life.begin(db, estate, a_leak(estate))
    assert [e["action"] for e in await life.events()] == ["REPORT"]
    assert {c["state"] for c in (await life.clocks()).values()} == {ClockState.RUNNING}
    assert (await life.ticket())["due_at"] == (await life.clocks())["S-D7"]["due_at"]
    assert await life.topics() == ["ticket.reported"]


async def test_all_that_is_missing_is_named_at_once(db: Database, estate: EstateWorld) -> None:
    """S-A2."""
    refused = await refusal(
        db,
        estate,
        estate.agent.actor,
        channel=Channel.PHONE,
        content="  ",
        house_id=None,
        occurred_at=None,
    )
    assert isinstance(refused, RecordIncomplete)
    assert refused.code is TicketCode.RECORD_INCOMPLETE
    assert refused.field == "content"
    assert refused.missing == (
        "content",
        "houseId",
        "place",
        "contactName",
        "contactPhone",
        "occurredAt",
    )


async def test_what_is_unknown_is_said_to_be_unknown_with_a_reason(
    db: Database, estate: EstateWorld
) -> None:
    """S-A2."""
    life = await Life.begin(
        db,
        estate,
        a_leak(
            estate,
            channel=Channel.MAILBOX,
            house_id=None,
            unknown_house="匿名来信",
            unknown_place="信中未写",
            unknown_contact="匿名来信",
            occurred_at=None,
            unknown_occurred="信中未写",
        ),
        estate.agent.actor,
    )
    ticket = await life.ticket()
    assert ticket["unknown_house"] == "匿名来信"
    assert ticket["requester_id"] is None
    assert ticket["received_by"] == estate.agent.id


async def test_an_agent_reports_for_a_resident_who_then_sees_the_ticket(
    db: Database, estate: EstateWorld
) -> None:
    """S-A1, S-A5: the receiver is kept."""
    receipt = await reported(
        db, estate, estate.butler.actor, channel=Channel.PHONE, requester_id=estate.resident.id
    )
    life = Life(db, estate, receipt)
    ticket = await life.ticket()
    assert ticket["received_by"] == estate.butler.id
    assert ticket["contact_phone"] == estate.resident.phone


@pytest.mark.parametrize("channel", [each for each in Channel if each is not Channel.SYSTEM])
async def test_staff_may_record_what_came_in_by_any_door(
    db: Database, estate: EstateWorld, channel: Channel
) -> None:
    """S-A1."""
    receipt = await reported(
        db, estate, estate.agent.actor, channel=channel, requester_id=estate.resident.id
    )
    assert (await Life(db, estate, receipt).ticket())["channel"] is channel


async def test_a_resident_cannot_pretend_to_have_come_to_the_front_desk(
    db: Database, estate: EstateWorld
) -> None:
    refused = await refusal(db, estate, channel=Channel.FRONT_DESK)
    assert refused.code is TicketCode.CHANNEL_NOT_ALLOWED


@pytest.mark.parametrize("field", ["house_id", "requester_id", "received_by", "category_code"])
async def test_what_does_not_exist_is_not_found(
    db: Database, estate: EstateWorld, field: str
) -> None:
    unknown = "nothing" if field == "category_code" else new_id()
    said = {"channel": Channel.PHONE, "requester_id": estate.resident.id, field: unknown}
    assert isinstance(await refusal(db, estate, estate.agent.actor, **said), NotFound)


async def test_what_is_another_estates_looks_as_if_it_did_not_exist(
    db: Database, world: World
) -> None:
    here, there = world.estates
    desk = {"channel": Channel.PHONE}
    assert (await refusal(db, here, here.agent.actor, **desk, house_id=there.houses[0])).code is (
        Code.NOT_FOUND
    )
    foreign = await refusal(db, here, here.agent.actor, **desk, requester_id=there.resident.id)
    assert foreign.code is Code.NOT_FOUND
    with pytest.raises(NotFound):
        await do(db, here.resident.actor, there, report, a_leak(there))


async def test_a_resident_reports_for_an_own_house_alone(db: Database, estate: EstateWorld) -> None:
    assert (await refusal(db, estate, house_id=estate.houses[1])).code is Code.NOT_FOUND
    assert (await refusal(db, estate, requester_id=estate.neighbour.id)).code is Code.NOT_FOUND


async def test_another_groups_category_does_not_exist(db: Database, estate: EstateWorld) -> None:
    await make_world(db, estates=1)
    assert (await refusal(db, estate, category_code="repair.lift")).field == "categoryCode"


async def test_category_and_kind_must_agree(db: Database, estate: EstateWorld) -> None:
    """S-B1, S-B2."""
    refused = await refusal(db, estate, kind=Kind.COMPLAINT)
    assert refused.code is TicketCode.CATEGORY_OF_OTHER_KIND
    assert refused.details == {"kind": "REPAIR"}


async def test_a_complaint_takes_its_nature_from_its_category(
    db: Database, estate: EstateWorld
) -> None:
    """S-B2."""
    life = await Life.begin(db, estate, a_complaint(estate))
    assert (await life.ticket())["nature"] is Nature.SERVICE_TYPE
    assert (await refusal(db, estate, nature=Nature.SERVICE_TYPE)).code is (
        TicketCode.NATURE_NOT_FOR_KIND
    )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"content": "长" * 4001}, TextCode.TEXT_TOO_LONG),
        ({"content": "坏\x00字"}, TextCode.TEXT_UNREADABLE),
        ({"category_code": "repair\x00"}, TextCode.TEXT_UNREADABLE),
        ({"place": "远" * 201}, TextCode.TEXT_TOO_LONG),
        ({"contact_phone": "drop table"}, TicketCode.PHONE_UNREADABLE),
    ],
)
async def test_texts_are_bounded_and_readable(
    db: Database, estate: EstateWorld, said: dict[str, Any], code: TicketCode | TextCode
) -> None:
    assert (await refusal(db, estate, **said)).code is code


async def test_times_must_make_sense(db: Database, estate: EstateWorld) -> None:
    now, day = clock.now(), timedelta(days=1)
    future = await refusal(db, estate, occurred_at=now + day)
    assert (future.code, future.field) == (TicketCode.TIME_IN_FUTURE, "occurredAt")
    assert (await refusal(db, estate, occurred_at=now - 5000 * day)).code is (
        TicketCode.TIME_TOO_OLD
    )
    old = await refusal(
        db, estate, estate.agent.actor, channel=Channel.MAILBOX, received_at=now - 31 * day
    )
    assert (old.code, old.field) == (TicketCode.TIME_TOO_OLD, "receivedAt")
    reversed_ = await refusal(
        db, estate, estate.agent.actor, channel=Channel.MAILBOX, received_at=now - day
    )
    assert reversed_.code is TicketCode.TIMES_REVERSED


async def test_what_was_received_long_before_it_was_recorded_is_late_from_the_start(
    db: Database, estate: EstateWorld
) -> None:
    """S-A5: clocks count from when it was received, not from when it was written down."""
    yesterday = clock.now() - timedelta(days=1)
    receipt = await reported(
        db,
        estate,
        estate.guard.actor,
        channel=Channel.STAFF,
        requester_id=estate.resident.id,
        occurred_at=yesterday,
        received_at=yesterday,
    )
    life = Life(db, estate, receipt)
    states = {rule: row["state"] for rule, row in (await life.clocks()).items()}
    assert states["S-A5"] is states["S-C1"] is ClockState.BROKEN
    assert await life.topics() == ["ticket.reported", "clock.broken", "clock.broken"]


async def test_nothing_is_reported_to_an_estate_that_is_closed(
    db: Database, estate: EstateWorld
) -> None:
    async with unit_of_work(db, Scope.system(estate.group_id, estate.id)) as uow:
        await uow.execute(
            update(Estate).where(Estate.id == estate.id).values(closed_at=clock.now())
        )
    assert (await refusal(db, estate)).code is TicketCode.ESTATE_CLOSED


async def test_a_number_is_given_once_in_an_estate_and_again_in_another(
    db: Database, world: World
) -> None:
    taken, elsewhere = world.estates
    receipt = await reported(db, taken)
    row = dict(await Life(db, taken, receipt).ticket())
    for estate, written in ((taken, False), (elsewhere, True)):
        own = {"estate_id": estate.id, "house_id": None, "requester_id": None, "id": new_id()}
        async with unit_of_work(db, Scope.system(estate.group_id, estate.id)) as uow:
            assert await insert_ticket(uow, {**row, **own}) is written


async def test_a_refused_report_leaves_nothing_behind(db: Database, estate: EstateWorld) -> None:
    kept: list[Receipt] = []

    async def stumble(actor: Actor, new: Report, uow: UnitOfWork) -> None:
        kept.append(await report(actor, new, uow))
        raise RuntimeError("on the way to the commit")

    with pytest.raises(RuntimeError):
        await do(db, estate.resident.actor, estate, stumble, a_leak(estate))
    life = Life(db, estate, kept[0])
    assert await life.events() == []
    assert await life.topics() == []


async def test_the_number_of_statements_is_small_and_does_not_grow(
    db: Database, estate: EstateWorld
) -> None:
    seen: list[str] = []
    event.listen(
        db.engine.sync_engine,
        "before_cursor_execute",
        lambda conn, cursor, statement, *rest: seen.append(statement.split("(")[0].strip()),
    )
    counts = []
    said = {"category_code": "repair.water", "urgency": Urgency.ROUTINE}
    for given in (said, said, {}):
        seen.clear()
        await do(db, estate.resident.actor, estate, report, a_leak(estate, **given))
        counts.append(len(seen))
    assert counts == [3, 3, 4], seen  # what is not said is proposed: one more
