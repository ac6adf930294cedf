"""What the demo group shows: a developer, its warranties, and matters in every state with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.actor import Actor, Audience, Role
from core.estates.models import Building, Estate, House
from core.ids import new_id
from core.jobs.handlers import CronRun, Event
from core.plugin.demo import DemoContract, DemoEstate, DemoLogin, Demonstration
from core.tickets.accept import Accept as TakeOn
from core.tickets.accept import accept as take_on
from core.tickets.classify import Classify, classify
from core.tickets.dispatch import Dispatch, dispatch
from core.tickets.intake import Report
from core.tickets.kinds import Channel, Kind, Severity, Urgency
from core.tickets.refs import TicketRef
from core.tickets.report import report
from plugins.developer_escalation.costs.claim import ClaimCost, claim_cost
from plugins.developer_escalation.handover.answer import (
    Accept,
    Decline,
    ReportRepair,
    accept,
    decline,
    report_repair,
)
from plugins.developer_escalation.handover.hand_over import HandOverTicket, hand_over
from plugins.developer_escalation.partners.admit import Admission, admit
from plugins.developer_escalation.partners.register import RegisterDeveloper, register
from plugins.developer_escalation.warranty.kinds import Component
from plugins.developer_escalation.warranty.recognise import TOPICS, recognise
from plugins.developer_escalation.warranty.set_start import SetStart, set_start
from plugins.developer_escalation.warranty.set_term import SetTerm, set_term
from plugins.developer_escalation.weekly.draw_up import draw_up

LOGIN = DemoLogin("developer 开发商客服", "developer", "what was handed to the developer, masked")

NEW_BUILDING = "3"
"""The building of the second stage, which the developer handed over last year."""

TERMS: Sequence[tuple[Component, tuple[str, ...], int]] = (
    (Component.STRUCTURE, ("repair.masonry",), 600),
    (Component.WATERPROOFING, ("complaint.facility.seepage", "repair.water.leak"), 60),
    (Component.PLUMBING, ("repair.water",), 24),
    (Component.ELECTRICAL, ("repair.power",), 24),
    (Component.DOORS_WINDOWS, ("repair.door",), 24),
)
"""For how many months the developer answers for what, from the hand-over on."""


@dataclass(frozen=True, slots=True)
class Said:
    """The developer's answer, so many hours after the hand-over; `days` to a repair it promises,
    `repaired` hours later it reports that; else it declines, or disputes."""

    hours: float
    words: str
    days: float | None = None
    repaired: float | None = None
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """A matter, handed over so many hours ago with a report (None: it waits for a decision)."""

    content: str
    category: str
    hours: float
    handed: str | None = None
    said: Said | None = None
    claimed: int | None = None


LAST_WEEK = (
    Scene(
        "主卧飘窗渗水，墙皮起鼓", "repair.water.leak", 0, "飘窗根部渗水，疑为外墙防水层失效",
        Said(20, "接受，安排外墙重做防水", days=21),
    ),
    Scene(
        "入户门锁体松动，关不严", "repair.door", 6, "门扇下沉，合页已松",
        Said(22, "门锁属住户自行更换，非原装，不予保修"), claimed=28_000,
    ),
)  # fmt: skip
"""Handed over on the Wednesday of last week, so many hours after nine."""

SCENES = (
    Scene("卫生间天花板滴水", "repair.water.leak", 5),
    Scene("客厅插座全部没电，合闸就跳", "repair.power.outage", 2),
    Scene("厨房下水反味，地漏返水", "repair.water.drain", 4, "立管接口渗漏，水封失效"),
    Scene("阳台推拉门关不上", "repair.door", 40, "门框变形，五金件缺失"),
    Scene(
        "北卧外墙渗水，雨后更严重", "repair.water.leak", 30, "外墙拼缝开裂，附检测记录",
        Said(3, "已派施工单位，先做淋水试验", days=6),
    ),
    Scene(
        "卫生间墙砖空鼓脱落", "repair.masonry", 52, "墙砖大面积空鼓，基层未处理",
        Said(10, "系住户装修剔凿所致，请提供装修验收记录", disputed=True),
    ),
    Scene(
        "厨房给水管接头渗水", "repair.water.leak", 28, "暗埋管接头渗水，已临时关阀",
        Said(2, "接受，当日上门", days=2, repaired=24),
    ),
)  # fmt: skip

SMALL = (SCENES[0], SCENES[2], SCENES[4])
"""What an estate shows where nobody of the printed logins works."""


async def fill(estate: DemoEstate) -> None:
    """The developer with its people and terms, then the matters, the weekly list among them."""
    cast = await _cast(estate)
    if estate.main:
        monday, zone = await _monday(estate)
        nine = datetime.combine(monday - timedelta(days=5), time(9), zone)
        for turn, scene in enumerate(LAST_WEEK):
            await _play(estate, cast, scene, nine + timedelta(hours=scene.hours), turn)
        slot = datetime.combine(monday, time(9), zone)
        if slot <= estate.now:
            async with estate.at(slot) as uow:
                run = CronRun("developer_escalation.weekly", estate.group_id, estate.id, slot)
                await draw_up(uow, run)
    for turn, scene in enumerate(SCENES if estate.main else SMALL):
        await _play(estate, cast, scene, estate.now - timedelta(hours=scene.hours), turn)


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who plays: the desk, who takes a ticket on, the developer's, and who lives in the building
    under warranty (who logs in first)."""

    manager: Actor
    agent: Actor
    technician: Actor
    company: UUID
    engineer: Actor
    residents: Sequence[Actor]


async def _cast(estate: DemoEstate) -> _Cast:
    [manager, *_] = estate.staff(Role.ESTATE_MANAGER)
    [agent, *_] = estate.staff(Role.CS_AGENT)
    [technician, *_] = estate.staff(Role.TECHNICIAN)
    engineer = await estate.log_in(LOGIN, Audience.PARTNER, Role.PARTNER, "李国栋")
    company = RegisterDeveloper(estate.id, "和苑置业有限公司", "400-800-1234")
    async with estate.at(estate.now - timedelta(days=290)) as uow:
        await register(manager, company, uow)
        await uow.flush()
        await admit(manager, Admission(estate.id, company.id, engineer.account_id), uow)
        building = (
            await uow.execute(
                select(Building.id).where(
                    Building.estate_id == estate.id, Building.code == NEW_BUILDING
                )
            )
        ).scalar_one()
        built = uow.now.date() - timedelta(days=5 * 365)
        await set_start(manager, SetStart(estate.id, built), uow)
        stage = SetStart(estate.id, uow.now.date() - timedelta(days=120), building)
        await set_start(manager, stage, uow)
        for component, categories, months in TERMS:
            new = SetTerm(estate.id, company.id, component, categories, months)
            await set_term(manager, new, uow)
        inside = set(
            (
                await uow.execute(
                    select(House.id).where(
                        House.estate_id == estate.id, House.building_id == building
                    )
                )
            ).scalars()
        )
    residents = [each for each in estate.residents() if inside & set(each.houses)]
    return _Cast(manager, agent, technician, company.id, engineer, residents)


async def _monday(estate: DemoEstate) -> tuple[date, ZoneInfo]:
    """The day this week began with at the estate, and its zone."""
    async with estate.at(estate.now) as uow:
        found = await uow.execute(select(Estate.zone).where(Estate.id == estate.id))
    zone = ZoneInfo(found.scalar_one())
    today = estate.now.astimezone(zone).date()
    return today - timedelta(days=today.weekday()), zone


async def _play(estate: DemoEstate, cast: _Cast, scene: Scene, at: datetime, turn: int) -> None:
    """From the report to where the scene ends; each step at its own time."""
    who = cast.residents[turn % len(cast.residents)]
    ref = await _reported(estate, cast, scene, who, at - timedelta(minutes=50))
    if scene.handed is None:
        return
    async with estate.at(at) as uow:
        new = HandOverTicket(ref, 4, cast.company, scene.handed)
        await hand_over(cast.agent, new, uow)
    said = scene.said
    if said is None:
        return
    async with estate.at(at + timedelta(hours=said.hours)) as uow:
        if said.days is None:
            no = Decline(estate.id, new.id, 1, said.words, said.disputed)
            await decline(cast.engineer, no, uow)
        else:
            until = uow.now + timedelta(days=said.days)
            await accept(cast.engineer, Accept(estate.id, new.id, 1, until, said.words), uow)
    if said.repaired is not None:
        async with estate.at(at + timedelta(hours=said.repaired)) as uow:
            done = ReportRepair(estate.id, new.id, 2, "更换接头，试压 0.8 MPa 半小时无渗漏")
            await report_repair(cast.engineer, done, uow)
    if scene.claimed is not None:
        async with estate.at(at + timedelta(hours=said.hours + 24)) as uow:
            claim = ClaimCost(estate.id, new.id, scene.claimed, "代为更换锁体及人工")
            await claim_cost(cast.manager, claim, uow)


async def _reported(
    estate: DemoEstate, cast: _Cast, scene: Scene, who: Actor, at: datetime
) -> TicketRef:
    """Reported by telephone, classified, dispatched and taken on, some minutes apart."""
    new = Report(
        estate_id=estate.id,
        kind=Kind.REPAIR,
        channel=Channel.PHONE,
        content=scene.content,
        house_id=who.houses[0],
        requester_id=who.persons[0],
        unknown_occurred="来电未说明",
    )
    async with estate.at(at) as uow:
        ref = (await report(cast.agent, new, uow)).ticket
    async with estate.at(at + timedelta(minutes=5)) as uow:
        is_ = Classify(
            ref,
            1,
            kind=Kind.REPAIR,
            urgency=Urgency.ROUTINE,
            severity=Severity.ORDINARY,
            category_code=scene.category,
        )
        await classify(cast.agent, is_, uow)
        await uow.flush()
        tenant = {"group_id": estate.group_id, "estate_id": estate.id}
        topic = min(TOPICS)
        await recognise(
            uow, Event(new_id(), **tenant, topic=topic, subject_id=ref.id, payload={}, at=uow.now)
        )
    async with estate.at(at + timedelta(minutes=12)) as uow:
        to = cast.technician.persons[0]
        await dispatch(cast.agent, Dispatch(ref, 2, None, to, "负责本楼"), uow)
    async with estate.at(at + timedelta(minutes=30)) as uow:
        await take_on(cast.technician, TakeOn(ref, 3), uow)
    return ref


DEMONSTRATION = Demonstration(fill, DemoContract.STANDARD, logins=(LOGIN,))

__all__ = ["DEMONSTRATION", "fill"]
