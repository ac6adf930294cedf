"""What the demo group shows: cases at each stage, facts that propose, and locked months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.actor import Actor, Role
from core.estates.models import Estate
from core.ids import new_id
from core.jobs.handlers import CronRun, DueTimer, Event
from core.plugin.demo import DemoContract, DemoEstate, DemoLogin, Demonstration
from core.sla.keep import BROKEN
from core.sla.models import Clock
from core.surveys.keep import ANSWERED
from core.surveys.models import Survey
from plugins.merit.appraisals.correct import CorrectCard, correct
from plugins.merit.appraisals.lock import lock_last_month
from plugins.merit.appraisals.models import MeritCard, MeritCardLine
from plugins.merit.appraisals.rules import FULL
from plugins.merit.cases.decide import OBJECTION_OVER, DecideCase, decide
from plugins.merit.cases.hear import HearCase, hear
from plugins.merit.cases.object import ObjectCase, object_to
from plugins.merit.cases.propose import Evidence, ProposeCase, propose
from plugins.merit.cases.take_effect import objection_over
from plugins.merit.effects.carry_out import CarryOut, carry_out
from plugins.merit.effects.kinds import MeritEffectState
from plugins.merit.effects.models import MeritEffect
from plugins.merit.facts.notice import promise_broken, survey_answered
from plugins.merit.kinds import MeritAction, MeritGrade, MeritGround, MeritHearing, MeritLevel
from plugins.merit.ladder import MeritConfiguration

LOGIN = DemoLogin(
    "company leader 公司主管领导", "leader", "rewards and penalties to approve; distributions"
)

G, A, H = MeritGrade, MeritAction, MeritHearing
WORK, CUSTOMER = MeritGround.WORK_SUFFERED, MeritGround.CUSTOMER_SUFFERED
OUTSTANDING, CONTRIBUTION = MeritGround.OUTSTANDING_WORK, MeritGround.MARKED_CONTRIBUTION


@dataclass(frozen=True, slots=True)
class Scene:
    """A case, proposed so many days ago, and how far it has come.

    `ends` is the step after which nothing has happened yet (none: it was only proposed); with
    TAKE_EFFECT it is in force. `done`: what follows from it was carried out.
    """

    role: Role
    nth: int
    grade: MeritGrade
    ground: MeritGround
    days: float
    reason: str
    ends: MeritAction | None = None
    objects: str | None = None
    heard: MeritHearing | None = None
    done: bool = False
    amount: int | None = None


T, B = Role.TECHNICIAN, Role.BUTLER
SCENES = (
    Scene(T, 0, G.COMMENDATION, OUTSTANDING, 70, "暴雨夜连续抢修地下车库",
          A.TAKE_EFFECT, done=True),
    Scene(T, 1, G.DEMERIT, CUSTOMER, 55, "两次上门失约，住户投诉", A.OBJECT,
          "当日电梯困人，已电话说明", H.LIGHTEN, done=True),
    Scene(T, 2, G.WRITTEN_WARNING, WORK, 33, "未按规程挂牌作业", A.OBJECT,
          "当日由外包单位挂牌，有照片", H.OVERTURN),
    Scene(B, 0, G.BONUS, CONTRIBUTION, 14, "物业费收缴率连续三月居首", A.TAKE_EFFECT,
          amount=80_000),
    Scene(T, 2, G.WRITTEN_WARNING, CUSTOMER, 7, "维修后未清理现场", A.OBJECT, "住户要求暂留材料"),
    Scene(Role.CS_AGENT, 0, G.WRITTEN_WARNING, WORK, 10, "交接班未登记未结工单", A.DECLINE),
    Scene(T, 0, G.WRITTEN_WARNING, CUSTOMER, 4, "承诺时间未到场，未提前告知", A.APPROVE),
    Scene(B, 0, G.MINOR_MERIT, OUTSTANDING, 2, "及时发现燃气泄漏，协助疏散", A.ENDORSE),
    Scene(T, 1, G.DEMERIT, CUSTOMER, 1, "返工三次仍未解决"),
    Scene(T, 3, G.WRITTEN_WARNING, WORK, 6, "未按时参加安全培训", A.WITHDRAW),
)  # fmt: skip

FACTS = 20
"""Of each month's latest broken promises, and answers, so many are kept as facts."""


async def fill(estate: DemoEstate) -> None:
    """Facts of the last weeks, with what they propose; the cases; the months before this one."""
    cast = _Cast.of(estate)
    before, this = await _months(estate)
    await _facts(estate, before, this)
    await _facts(estate, this, estate.now)
    for scene in SCENES:
        if scene.nth < len(estate.staff(scene.role)):
            await _play(estate, cast, scene)
    for month in (before, this):
        await _lock(estate, month)
    await _correct(estate, cast.manager, before.date())


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who proposes, endorses, approves and hears."""

    manager: Actor
    endorsers: Mapping[Role, Actor]
    levels: Mapping[MeritLevel, Actor]
    hearer: Actor

    @classmethod
    def of(cls, estate: DemoEstate) -> "_Cast":
        """The estate's own, and the group's."""

        def one(role: Role) -> Actor:
            return estate.staff(role)[0]

        desk = one(Role.CS_SUPERVISOR)
        return cls(
            one(Role.ESTATE_MANAGER),
            {T: one(Role.DEPARTMENT_HEAD), B: desk, Role.CS_AGENT: desk},
            {MeritLevel.COMPANY: one(Role.COMPANY_LEADER), MeritLevel.BOARD: one(Role.BOARD)},
            one(Role.GROUP_DIRECTOR),
        )


async def _play(estate: DemoEstate, cast: _Cast, scene: Scene) -> None:
    """From the proposal to where the scene ends; each step at its own time."""
    about = estate.staff(scene.role)[scene.nth]
    case, version, at = new_id(), 1, estate.now - timedelta(days=scene.days)
    async with estate.at(at) as uow:
        evidence = (Evidence(note=f"现场记录与相关工单：{scene.reason}"),)
        new = ProposeCase(
            estate.id,
            about.persons[0],
            scene.grade,
            scene.ground,
            scene.reason,
            evidence,
            scene.amount,
            case,
        )
        await propose(cast.manager, new, uow)
    for hours, actor, action, note in _steps(cast, scene):
        at += timedelta(hours=hours)
        async with estate.at(at) as uow:
            step = DecideCase(estate.id, case, version, action, note)
            await decide(actor, step, uow)
        version += 1
    if scene.objects is not None:
        at += timedelta(days=2)
        async with estate.at(at) as uow:
            await object_to(about, ObjectCase(estate.id, case, version, scene.objects), uow)
        if scene.heard is None:
            return
        at += timedelta(days=3)
        lesser = G.WRITTEN_WARNING if scene.heard is H.LIGHTEN else None
        async with estate.at(at) as uow:
            outcome = HearCase(
                estate.id, case, version + 1, scene.heard, "已核对记录，情况属实", lesser
            )
            await hear(cast.hearer, outcome, uow)
    elif scene.ends is A.TAKE_EFFECT:
        at += timedelta(days=MeritConfiguration().objection_days)
        async with estate.at(at) as uow:
            await objection_over(uow, _over(estate, case, at))
    if scene.done:
        await _carry_out(estate, cast.endorsers[scene.role], case, at + timedelta(days=2))


def _steps(cast: _Cast, scene: Scene) -> Sequence[tuple[float, Actor, MeritAction, str | None]]:
    """How many hours after the one before it which step is taken, by whom, with which words."""
    head = cast.endorsers[scene.role]
    company = cast.levels[MeritLevel.COMPANY]
    match scene.ends:
        case None:
            return ()
        case A.WITHDRAW:
            return ((9, cast.manager, A.WITHDRAW, "经核实当日请假，撤回"),)
        case A.ENDORSE:
            return ((5, head, A.ENDORSE, "情况属实"),)
        case A.DECLINE:
            return (
                (5, head, A.ENDORSE, "情况属实"),
                (20, company, A.DECLINE, "首次发生，口头提醒即可"),
            )
    chain = MeritConfiguration().chain(scene.grade, scene.amount)
    approvals = [(20.0, cast.levels[level], A.APPROVE, None) for level in chain]
    return ((5, head, A.ENDORSE, "情况属实"), *approvals)


def _over(estate: DemoEstate, case: UUID, at: datetime) -> DueTimer:
    payload = {"case": str(case)}
    return DueTimer(new_id(), estate.group_id, estate.id, OBJECTION_OVER, str(case), payload, at, 0)


async def _carry_out(estate: DemoEstate, head: Actor, case: UUID, at: datetime) -> None:
    """What followed from a case is done by the department's head."""
    async with estate.at(at) as uow:
        due = select(MeritEffect.id).where(
            MeritEffect.estate_id == estate.id,
            MeritEffect.case_id == case,
            MeritEffect.state == MeritEffectState.DUE,
        )
        for effect in (await uow.execute(due)).scalars().all():
            await carry_out(head, CarryOut(estate.id, effect, 1, "已当面办理，签字存档"), uow)


async def _facts(estate: DemoEstate, since: datetime, until: datetime) -> None:
    """Broken promises and answers of a time become facts, as workers keep them."""
    async with estate.at(estate.now) as uow:
        broken = await uow.execute(
            select(Clock.ticket_id, Clock.rule, Clock.round, Clock.broken_at)
            .where(
                Clock.estate_id == estate.id,
                Clock.broken_at >= since,
                Clock.broken_at < until,
                Clock.rule.in_(MeritConfiguration().own_promises),
            )
            .order_by(Clock.broken_at.desc(), Clock.id)
            .limit(FACTS)
        )
        answered = await uow.execute(
            select(Survey.id, Survey.answered_at)
            .where(
                Survey.estate_id == estate.id,
                Survey.answered_at >= since,
                Survey.answered_at < until,
            )
            .order_by(Survey.answered_at.desc(), Survey.id)
            .limit(FACTS)
        )
        clocks, surveys = broken.all(), answered.all()
    for row in reversed(clocks):
        said = {"rule": row.rule, "round": row.round}
        async with estate.at(row.broken_at) as uow:
            await promise_broken(uow, _event(estate, BROKEN, row.ticket_id, row.broken_at, said))
    for row in reversed(surveys):
        async with estate.at(row.answered_at) as uow:
            await survey_answered(uow, _event(estate, ANSWERED, row.id, row.answered_at, {}))


def _event(
    estate: DemoEstate, topic: str, subject: UUID, at: datetime, payload: Mapping[str, object]
) -> Event:
    return Event(new_id(), estate.group_id, estate.id, topic, subject, payload, at)


async def _months(estate: DemoEstate) -> Sequence[datetime]:
    """When this month began, and the one before it, at the estate; the earlier one first."""
    async with estate.at(estate.now) as uow:
        found = await uow.execute(select(Estate.zone).where(Estate.id == estate.id))
    zone = ZoneInfo(found.scalar_one())
    this = datetime.combine(estate.now.astimezone(zone).replace(day=1), time(), zone)
    return (this - timedelta(days=1)).replace(day=1), this


async def _lock(estate: DemoEstate, month: datetime) -> None:
    """The month before is locked when it is over."""
    slot = min(month + timedelta(hours=3), estate.now)
    async with estate.at(slot) as uow:
        run = CronRun("merit.lock_month", estate.group_id, estate.id, slot)
        await lock_last_month(uow, run)


async def _correct(estate: DemoEstate, manager: Actor, month: date) -> None:
    """A score of that month is put right."""
    async with estate.at(estate.now - timedelta(hours=2)) as uow:
        found = await uow.execute(
            select(MeritCard.id, MeritCardLine.code)
            .join(
                MeritCardLine,
                (MeritCardLine.estate_id == MeritCard.estate_id)
                & (MeritCardLine.card_id == MeritCard.id),
            )
            .where(
                MeritCard.estate_id == estate.id,
                MeritCard.month == month,
                MeritCard.staff_id.notin_(manager.persons),
                MeritCardLine.score < FULL,
            )
            .order_by(MeritCard.total, MeritCard.id)
            .limit(1)
        )
        row = found.one_or_none()
        if row is not None:
            new = CorrectCard(estate.id, row.id, 1, row.code, FULL, "系统停机当日的超时不计入本人")
            await correct(manager, new, uow)


DEMONSTRATION = Demonstration(fill, DemoContract.FULL, logins=(LOGIN,))

__all__ = ["DEMONSTRATION", "fill"]
