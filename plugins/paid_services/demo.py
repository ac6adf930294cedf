"""What the demo group shows: prices, work at every stage from quote to receipt, and fees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.actor import Actor, Role
from core.estates.models import Estate
from core.plugin.demo import DemoContract, DemoEstate, Demonstration
from core.tickets.accept import Accept, accept
from core.tickets.complete import Complete, Material, complete
from core.tickets.dispatch import Dispatch, dispatch
from core.tickets.intake import Report
from core.tickets.kinds import Channel, Kind
from core.tickets.refs import TicketRef
from core.tickets.report import report
from plugins.paid_services.bills.issue import IssueBill, issue
from plugins.paid_services.bills.kinds import BillState, ReliefKind
from plugins.paid_services.bills.models import Bill
from plugins.paid_services.bills.reliefs import ProposeRelief, propose
from plugins.paid_services.fees.generate import bill_due
from plugins.paid_services.fees.kinds import FeeBasis, FeeKind, FeePeriod
from plugins.paid_services.fees.rules import period_of
from plugins.paid_services.fees.set_rule import SetFeeRule, set_rule
from plugins.paid_services.payments.kinds import PaymentMethod
from plugins.paid_services.payments.record import RecordPayment, record
from plugins.paid_services.payments.refund import ProposeRefund, propose_refund
from plugins.paid_services.prices.draft import DraftPriceList, draft
from plugins.paid_services.prices.kinds import PriceBasis
from plugins.paid_services.prices.publish import PublishPriceList, publish
from plugins.paid_services.prices.rules import Item
from plugins.paid_services.quotes.answer import AnswerQuote, answer
from plugins.paid_services.quotes.offer import OfferQuote, Wanted, offer

PRICES = (
    Item("VISIT", "上门服务", PriceBasis.VISIT, "次", 3_000),
    Item("PLUMBING", "水暖维修工时", PriceBasis.HOUR, "小时", 8_000, least=4_000),
    Item("ELECTRICAL", "电气维修工时", PriceBasis.HOUR, "小时", 9_000, least=4_500),
    Item("DRAIN", "管道疏通", PriceBasis.PIECE, "处", 12_000, most=30_000),
    Item("VALVE", "角阀", PriceBasis.MATERIAL, "个", 4_500),
    Item("HOSE", "软管", PriceBasis.MATERIAL, "根", 2_500),
    Item("LAMP", "吸顶灯", PriceBasis.MATERIAL, "盏", 9_800),
)
"""Prices in fen."""


class Stage(IntEnum):
    """How far a piece of work has come."""

    OFFERED = 1
    DECLINED = 2
    ACCEPTED = 3
    BILLED = 4
    PAID_IN_PART = 5
    PAID = 6


@dataclass(frozen=True, slots=True)
class Scene:
    """A resident's wish, so many hours ago: quoted by item, in thousandths, and how it went on.
    `minutes` were worked; `waived` fen are to be remitted, `returned` fen given back."""

    content: str
    hours: float
    lines: Sequence[tuple[str, int]]
    stage: Stage
    minutes: int = 30
    waived: int | None = None
    returned: int | None = None


SCENES = (
    Scene("想换一个厨房角阀，请报价", 2, (("VISIT", 1_000), ("VALVE", 1_000)), Stage.OFFERED),
    Scene("阳台想加装一盏吸顶灯", 26, (("VISIT", 1_000), ("LAMP", 1_000)), Stage.DECLINED),
    Scene("卫生间软管老化，请更换", 5, (("VISIT", 1_000), ("HOSE", 2_000)), Stage.ACCEPTED),
    Scene("厨房下水道堵了，请疏通", 50, (("VISIT", 1_000), ("DRAIN", 1_000)), Stage.BILLED),
    Scene(
        "洗手盆龙头滴水，请上门维修", 75, (("VISIT", 1_000), ("PLUMBING", 500)), Stage.BILLED,
        minutes=150,
    ),
    Scene(
        "客厅灯不亮，请检查线路", 98, (("VISIT", 1_000), ("ELECTRICAL", 1_000)), Stage.PAID_IN_PART,
        waived=1_000,
    ),
    Scene("洗衣机水龙头想换新", 146, (("VISIT", 1_000), ("VALVE", 1_000)), Stage.PAID),
    Scene(
        "主卧吸顶灯更换", 290, (("VISIT", 1_000), ("LAMP", 2_000)), Stage.PAID, returned=3_000
    ),
)  # fmt: skip
"""The fifth came to more than was quoted: it waits for the resident's consent."""

SMALL = (SCENES[0], SCENES[3], SCENES[6])
"""What an estate shows where nobody of the printed logins works."""

RATE = 23_000
"""Hundredths of a fen a month for a square metre: 2.30 yuan."""

FEES_PAID = 12
"""How many of the fees have been paid already."""


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who plays."""

    manager: Actor
    agent: Actor
    technician: Actor
    residents: Sequence[Actor]


async def fill(estate: DemoEstate) -> None:
    """The price list, then work at every stage, then fees."""
    [manager, *_] = estate.staff(Role.ESTATE_MANAGER)
    [agent, *_] = estate.staff(Role.CS_AGENT)
    [technician, *_] = estate.staff(Role.TECHNICIAN)
    cast = _Cast(manager, agent, technician, estate.residents())
    async with estate.at(estate.now - timedelta(days=80)) as uow:
        prices = DraftPriceList(estate.id, "有偿服务价目表", PRICES)
        await draft(manager, prices, uow)
        await uow.flush()
        await publish(manager, PublishPriceList(estate.id, prices.id, 1), uow)
    for turn, scene in enumerate(SCENES if estate.main else SMALL):
        await _play(estate, cast, scene, cast.residents[turn % len(cast.residents)])
    await _fees(estate, cast)


async def _play(estate: DemoEstate, cast: _Cast, scene: Scene, who: Actor) -> None:
    """From the wish to where the scene ends, each step at its own time."""
    begun = estate.now - timedelta(hours=scene.hours)
    ref = await _taken_on(estate, cast, scene, who)
    async with estate.at(begun + timedelta(minutes=25)) as uow:
        lines = tuple(Wanted(*each) for each in scene.lines)
        quote = OfferQuote(ref, lines)
        await offer(cast.technician, quote, uow)
    if scene.stage is Stage.OFFERED:
        return
    async with estate.at(begun + timedelta(minutes=40)) as uow:
        accepted = scene.stage is not Stage.DECLINED
        await answer(who, AnswerQuote(estate.id, quote.id, 1, accepted), uow)
    if scene.stage < Stage.BILLED:
        return
    worked = begun + timedelta(minutes=50 + scene.minutes)
    async with estate.at(worked) as uow:
        parts = tuple(
            Material(item.title, quantity, item.unit, item.price // 2)
            for item in PRICES
            for code, quantity in scene.lines
            if item.code == code and item.basis is PriceBasis.MATERIAL
        )
        done = Complete(ref, 3, "已按报价完成，住户在场确认", scene.minutes, parts)
        await complete(cast.technician, done, uow)
    async with estate.at(worked + timedelta(minutes=20)) as uow:
        bill = IssueBill(ref)
        await issue(cast.agent, bill, uow)
    await _settled(estate, cast, scene, bill)


async def _taken_on(estate: DemoEstate, cast: _Cast, scene: Scene, who: Actor) -> TicketRef:
    begun = estate.now - timedelta(hours=scene.hours)
    new = Report(
        estate_id=estate.id,
        kind=Kind.REPAIR,
        channel=Channel.APP,
        content=scene.content,
        house_id=who.houses[0],
        unknown_occurred="住户预约",
    )
    async with estate.at(begun) as uow:
        ref = (await report(who, new, uow)).ticket
    async with estate.at(begun + timedelta(minutes=6)) as uow:
        to = cast.technician.persons[0]
        await dispatch(cast.agent, Dispatch(ref, 1, None, to, "水电班当值"), uow)
    async with estate.at(begun + timedelta(minutes=15)) as uow:
        await accept(cast.technician, Accept(ref, 2), uow)
    return ref


async def _settled(estate: DemoEstate, cast: _Cast, scene: Scene, bill: IssueBill) -> None:
    """Paid, in part or whole, remitted and given back, as far as it came."""
    at = estate.now - timedelta(hours=scene.hours - 24)
    async with estate.at(min(at, estate.now)) as uow:
        owed = await uow.row(
            select(Bill.amount).where(Bill.estate_id == estate.id, Bill.id == bill.id)
        )
        assert owed is not None
        if scene.waived is not None:
            sorry = ReliefKind.WAIVER, scene.waived, "首次上门未修好，申请减免"
            await propose(cast.agent, ProposeRelief(estate.id, *sorry, bill_id=bill.id), uow)
        if scene.stage >= Stage.PAID_IN_PART:
            whole: int = owed["amount"]
            amount = whole if scene.stage is Stage.PAID else whole // 2
            method = PaymentMethod.TRANSFER if scene.waived else PaymentMethod.CASH
            paid = RecordPayment(estate.id, bill.id, method, amount)
            await record(cast.agent, paid, uow)
            await uow.flush()
            if scene.returned is not None:
                back = ProposeRefund(estate.id, paid.id, scene.returned, "一盏退货")
                await propose_refund(cast.agent, back, uow)


async def _fees(estate: DemoEstate, cast: _Cast) -> None:
    """The property fee of last month and this, billed; some of it paid."""
    async with estate.at(estate.now - timedelta(days=1)) as uow:
        zone = await uow.execute(select(Estate.zone).where(Estate.id == estate.id))
        today = uow.now.astimezone(ZoneInfo(zone.scalar_one())).date()
        rule = SetFeeRule(
            estate.id,
            "PROPERTY",
            "物业服务费",
            FeeKind.PROPERTY,
            FeeBasis.AREA,
            FeePeriod.MONTH,
            RATE,
            _month_before(today),
        )
        await set_rule(cast.manager, rule, uow)
        await uow.flush()
        await bill_due(uow, estate.id, today)
        owed = (
            select(Bill.id, Bill.amount)
            .where(
                Bill.estate_id == estate.id,
                Bill.fee_rule_id == rule.id,
                Bill.state == BillState.OPEN,
                Bill.resident_id.is_not(None),
            )
            .order_by(Bill.number)
            .limit(FEES_PAID)
        )
        for row in (await uow.execute(owed)).all():
            paid = RecordPayment(estate.id, row.id, PaymentMethod.TRANSFER, row.amount)
            await record(cast.agent, paid, uow)


def _month_before(day: date) -> date:
    """The first day of the month before."""
    first = period_of(FeePeriod.MONTH, day).first
    return period_of(FeePeriod.MONTH, first - timedelta(days=1)).first


DEMONSTRATION = Demonstration(fill, DemoContract.STANDARD)

__all__ = ["DEMONSTRATION", "fill"]
