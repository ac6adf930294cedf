"""Two groups whose every table has rows, and somebody of each audience to look at them.

rich = await make_rich(door)
agent = await door.caller(rich.home.agent.actor)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from core.actor import Actor, Audience, Role
from core.db.base import Base
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.dispatch.models import StaffArea
from core.escalation.kinds import ReportState, StepState
from core.escalation.models import (
    ChainsVersion,
    Escalation,
    EscalationReport,
    EscalationStep,
    EscalationTelling,
    JointVerification,
    LateNotice,
)
from core.estates.models import Building, House, Residency, Resident, Unit
from core.files.models import Attachment
from core.handover.models import Handover, HandoverLine, HandoverSigning
from core.ids import new_id
from core.incidents.models import Incident
from core.intake.models import IntakeFault, IntakeMailbox, IntakeRules, IntakeSource, RequestPreset
from core.notify.models import (
    Message,
    MessageAttempt,
    NotificationChannel,
    NotificationPreference,
    NotificationTemplate,
)
from core.plugin.models import PluginFault
from core.revisit.models import RevisitAttempt, RevisitTask
from core.sla.models import Clock, PolicyVersion
from core.staff.models import Department, Duty, Staff, StaffEvent, StaffSkill
from core.surveys.models import Survey, SurveyAnswer, SurveyQuestion, SurveyTemplate
from core.tickets.models import Category, Ticket, TicketEvent, TicketMaterial
from core.training.models import Course, TrainingRecord, TrainingSession
from tenants.models import Contract, ContractPlugin
from tests.api.door import Door
from tests.factories import EstateWorld, World, make_world
from tests.graph.rows import Rows, _table

GROWN: tuple[tuple[type[Base], int], ...] = (
    (Category, 1),
    (Building, 1),
    (Unit, 1),
    (House, 2),
    (Department, 1),
    (Staff, 1),
    (StaffSkill, 1),
    (StaffArea, 1),
    (Duty, 1),
    (Resident, 1),
    (Residency, 2),
    (Ticket, 4),
    (Attachment, 3),
    (Incident, 1),
    (IntakeSource, 1),
    (IntakeMailbox, 1),
    (RequestPreset, 1),
    (IntakeRules, 1),
    (IntakeFault, 1),
    (PolicyVersion, 1),
    (ChainsVersion, 1),
    (TicketEvent, 6),
    (TicketMaterial, 4),
    (Clock, 4),
    (SurveyTemplate, 1),
    (SurveyQuestion, 2),
    (Survey, 4),
    (Contract, 2),
    (ContractPlugin, 2),
    (PluginFault, 1),
    (SurveyAnswer, 3),
    (RevisitTask, 1),
    (RevisitAttempt, 2),
    (Escalation, 2),
    (EscalationStep, 2),
    (EscalationTelling, 4),
    (EscalationReport, 1),
    (JointVerification, 1),
    (LateNotice, 1),
    (Message, 12),
    (MessageAttempt, 6),
    (NotificationTemplate, 1),
    (NotificationChannel, 1),
    (StaffEvent, 2),
    (Course, 1),
    (TrainingSession, 1),
    (TrainingRecord, 2),
    (Handover, 1),
    (HandoverLine, 2),
    (HandoverSigning, 1),
)
"""What `grow` adds to an estate at each step, parents first."""


@dataclass(slots=True)
class Rich:
    """The world: two groups, their estates, and the rows made for them."""

    database: Database
    groups: tuple[World, World]
    rows: Rows
    partner: Actor
    service: Actor

    @property
    def world(self) -> World:
        """The group that most callers are of."""
        return self.groups[0]

    @property
    def other(self) -> World:
        """The group next door."""
        return self.groups[1]

    @property
    def home(self) -> EstateWorld:
        """The estate that most callers are of."""
        return self.groups[0].estates[0]

    @property
    def estates(self) -> Iterable[EstateWorld]:
        """All estates of both groups."""
        return (*self.groups[0].estates, *self.groups[1].estates)

    async def grow(self, steps: int = 1, estates: Sequence[EstateWorld] = ()) -> None:
        """More rows of everything, at these estates or at all."""
        for estate in estates or tuple(self.estates):
            async with unit_of_work(self.database, Scope.system(estate.group_id, estate.id)) as uow:
                for model, number in GROWN:
                    for _ in range(number * steps):
                        await self.add(uow, model, estate)

    async def add(
        self, uow: UnitOfWork, model: type[Base], estate: EstateWorld, **fixed: Any
    ) -> dict[str, Any]:
        """One more row of a table at an estate, written."""
        tenant = {"group_id": estate.group_id}
        if "estate_id" in model.__table__.c:
            tenant["estate_id"] = estate.id
        row = self.rows.make(model, **{**tenant, **self._own(model, estate), **fixed})
        await uow.execute(insert(model).values(**row))
        return row

    def _own(self, model: type[Base], estate: EstateWorld) -> dict[str, Any]:
        """What makes part of the rows those of the callers."""
        random = self.rows.random
        if model is Ticket:
            handed = random.random() < 0.5
            return {
                **self._perhaps(requester_id=estate.resident.id, house_id=estate.houses[0]),
                **self._perhaps(assignee_id=estate.technician.id),
                "partner_id": self.partner.account_id if handed else None,
            }
        if model in (PolicyVersion, ChainsVersion):
            return {"document": None}
        if model is Attachment:
            return {"report_id": None}
        if model is Escalation:
            return {"chains_id": None}
        if model is EscalationStep:
            return {"state": StepState.TOLD}
        if model is EscalationTelling:
            return {"staff_id": estate.technician.id}
        if model is EscalationReport:
            return {"state": ReportState.OWED}
        if model is Message:
            return {"account_id": self.readers[len(self.rows.known[_table(Message)]) % 6]}
        if model is NotificationChannel:
            return {"only_estate_id": estate.id}
        if model is Category:
            return self._perhaps(code=f"门:窗:{new_id().hex[-6:]}")
        return {}

    @property
    def readers(self) -> Sequence[UUID]:
        """Accounts in whose inboxes messages stand, of every caller there is."""
        home = self.home
        people = (home.resident, home.agent, home.technician)
        directors = (world.director.account_id for world in self.groups)
        accounts = [*(person.actor.account_id for person in people), *directors]
        return (*accounts, self.partner.account_id)

    def _perhaps(self, **value: Any) -> dict[str, Any]:
        return value if self.rows.random.random() < 0.5 else {}


async def make_rich(door: Door, *, steps: int = 2, estates: int = 2) -> Rich:
    """Both groups, every table of theirs filled, and everybody able to log in."""
    database = door.database
    groups = (
        await make_world(database, estates=estates),
        await make_world(database, estates=estates),
    )
    home = groups[0].estates[0]
    rich = Rich(
        database,
        groups,
        Rows(),
        partner=_outsider(home, Audience.PARTNER, Role.PARTNER),
        service=_outsider(home, Audience.SERVICE, Role.SERVICE),
    )
    for world in groups:
        await _learn(rich, world)
    await rich.grow(steps)
    async with unit_of_work(database, Scope.system(home.group_id, home.id)) as uow:
        for account_id in (*rich.readers[:4], rich.partner.account_id, rich.service.account_id):
            await rich.add(uow, NotificationPreference, home, account_id=account_id)
    return rich


def _outsider(estate: EstateWorld, audience: Audience, role: Role) -> Actor:
    return Actor(
        group_id=estate.group_id,
        account_id=new_id(),
        audience=audience,
        name=f"{role.value} 外来",
        roles={estate.id: frozenset({role})},
    )


async def _learn(rich: Rich, world: World) -> None:
    """Read what a world was made with, so that new rows can refer to it."""
    estates = [estate.id for estate in world.estates]
    async with unit_of_work(rich.database, Scope.system(world.group_id, *estates)) as uow:
        for table in Base.metadata.sorted_tables:
            if table.info.get("wall") in ("estate", "group"):
                ordered = select(table).order_by(*table.primary_key.columns)
                found = (await uow.execute(ordered)).mappings().all()
                rich.rows.know(table, map(dict, found))


__all__ = ["GROWN", "Rich", "make_rich"]
