"""A contract decides what begins, not what is owed: payments begun under it come to their end."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest_asyncio
from sqlalchemy import select

from core import clock
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from plugins.paid_services.payments.kinds import PaymentState
from plugins.paid_services.payments.merchants import Merchant, opened
from plugins.paid_services.payments.models import Payment, Receipt
from plugins.paid_services.payments.providers.local import LocalProvider
from tenants.entering import administering
from tenants.roles import console
from tenants.sign_contract import PluginTerm, SignContract, sign_contract
from tests.api.door import serving
from tests.database import TestDatabase
from tests.factories import MORNING, make_world
from tests.plugins.paid_services.test_online import _local_values, begun, folder, found, posted
from tests.standard.money import published
from tests.standard.story import Story

ENDS = MORNING + timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest_asyncio.fixture
async def story(fresh_database: TestDatabase, folder: Path) -> AsyncIterator[Story]:
    """An estate whose contract for paid services ends within the hour."""
    with clock.at(MORNING) as hands:
        async with serving(fresh_database) as door:
            told = Story(door, await make_world(door.database), hands)
            async with administering(door.access, console(told.estate.group_id)) as (actor, uow):
                plugins = (PluginTerm("paid_services"),)
                new = SignContract(told.estate.id, "有偿服务", uow.now, ENDS, plugins)
                await sign_contract(actor, new, uow)
            await published(told)
            yield told
            assert await told.failures() == []


async def notice_of(story: Story, pending: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    """The payment is made at the provider; its notice, which is on its way."""
    number = pending["id"].rpartition(":")[2].replace("-", "")
    async with opened("local", Merchant(story.estate.id, _local_values())) as provider:
        assert isinstance(provider, LocalProvider)
        headers, body = provider.pay(number)
        return dict(headers), body


def place_of(pending: dict[str, Any]) -> str:
    """Where the provider sends its notices."""
    address: str = pending["payUrl"].partition("/pay?")[0]
    return address


async def state(story: Story, pending: dict[str, Any]) -> tuple[PaymentState, int]:
    """How a payment stands, and how many receipts it has, after its plugin is off."""
    estate = story.estate
    id_ = UUID(pending["id"].rpartition(":")[2])
    async with unit_of_work(story.door.database, Scope.system(estate.group_id, estate.id)) as uow:
        stands = await uow.execute(select(Payment.state).where(Payment.id == id_))
        receipts = await uow.execute(select(Receipt.id).where(Receipt.payment_id == id_))
        return stands.scalar_one(), len(receipts.all())


async def test_notices_are_taken_the_second_before_the_end_and_the_second_after(
    story: Story,
) -> None:
    payments = [await begun(story), await begun(story)]
    for pending, at in zip(payments, (ENDS - SECOND, ENDS + SECOND), strict=True):
        story.time.set(at)
        headers, body = await notice_of(story, pending)
        forged = {**headers, "local-signature": "0" * 64}
        assert (await posted(story, place_of(pending), content=body, headers=forged)).is_error
        for _ in range(2):
            taken = await posted(story, place_of(pending), content=body, headers=headers)
            assert taken.status_code == 204
        assert await state(story, pending) == (PaymentState.SETTLED, 1)
    assert await found(story, MORNING.date()) == []


async def test_a_lost_notice_is_asked_after_and_what_nobody_paid_is_closed(story: Story) -> None:
    story.time.set(ENDS - timedelta(minutes=2))
    lost, unpaid = await begun(story), await begun(story)
    await notice_of(story, lost)
    await story.on(minutes=30)
    assert await state(story, lost) == (PaymentState.SETTLED, 1)
    assert await state(story, unpaid) == (PaymentState.PENDING, 0)
    await story.on(hours=24)
    assert await state(story, unpaid) == (PaymentState.CLOSED, 0)
    assert await found(story, MORNING.date()) == []


async def test_nothing_begins_after_the_end_and_nothing_is_taken_where_it_never_was_on(
    story: Story,
) -> None:
    pending = await begun(story)
    headers, body = await notice_of(story, pending)
    other = place_of(pending).replace(story.estate.code, story.world.estates[1].code)
    strangers = await posted(story, other, content=body, headers=headers)
    assert strangers.status_code == 404
    assert (await posted(story, pending["payUrl"])).status_code == 200
    story.time.set(ENDS + SECOND)
    assert (await posted(story, pending["payUrl"])).status_code == 404


__all__ = ["folder"]
