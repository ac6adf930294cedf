"""One ticket, followed through its life by whoever does the next step.

Each step is a use case in a transaction of its own, as the API calls it.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import RowMapping, select

from core import clock
from core.actor import Actor
from core.complaints.investigate import Investigate, investigate
from core.complaints.stages import ATTENDED, Stage, stages_of
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.jobs.handlers import DueTimer
from core.jobs.models import OutboxEvent, Timer
from core.sla.keep import DUE
from core.sla.models import Clock
from core.surveys.models import Survey, SurveyState
from core.surveys.submit import Submit, SurveyRef, submit
from core.tickets.accept import Accept, accept
from core.tickets.complete import Complete, complete
from core.tickets.dispatch import Dispatch, dispatch
from core.tickets.due import clock_due
from core.tickets.kinds import Channel, Kind, Outcome
from core.tickets.models import Ticket, TicketEvent
from core.tickets.refs import TicketRef
from core.tickets.report import Receipt, Report, report
from tests.factories import EstateWorld

Input = TypeVar("Input")
Answer = TypeVar("Answer")
UseCase = Callable[[Actor, Input, UnitOfWork], Awaitable[Answer]]


async def do(
    database: Database, actor: Actor, estate: EstateWorld, use_case: UseCase[Any, Answer], new: Any
) -> Answer:
    """One use case by one caller, committed."""
    async with unit_of_work(database, Scope.of(actor, (estate.id,))) as uow:
        return await use_case(actor, new, uow)


def a_leak(estate: EstateWorld, **other: Any) -> Report:
    """A resident's report of a leak at home, complete."""
    said: dict[str, Any] = {
        "estate_id": estate.id,
        "kind": Kind.REPAIR,
        "channel": Channel.APP,
        "content": "厨房水管漏水",
        "category_code": "repair.water",
        "house_id": estate.houses[0],
        "occurred_at": clock.now() - timedelta(minutes=10),
    }
    return Report(**{**said, **other})


def a_complaint(estate: EstateWorld, **other: Any) -> Report:
    """A resident's complaint about noise."""
    return a_leak(
        estate,
        **{
            "kind": Kind.COMPLAINT,
            "content": "楼上深夜装修",
            "category_code": "complaint.noise",
            **other,
        },
    )


class Life:
    """A ticket and the estate it lives in."""

    def __init__(self, database: Database, estate: EstateWorld, receipt: Receipt) -> None:
        self.database = database
        self.estate = estate
        self.receipt = receipt
        self.ref: TicketRef = receipt.ticket
        self._fired: set[UUID] = set()

    @classmethod
    async def begin(
        cls, database: Database, estate: EstateWorld, new: Report, actor: Actor | None = None
    ) -> "Life":
        """Reported by the resident, or by `actor`."""
        caller = actor or estate.resident.actor
        return cls(database, estate, await do(database, caller, estate, report, new))

    async def step(
        self, actor: Actor, use_case: UseCase[Any, Any], made: type, /, **said: Any
    ) -> None:
        """One step at the ticket's present version."""
        version = (await self.ticket())["version"]
        new = made(ticket=self.ref, expected_version=version, **said)
        await do(self.database, actor, self.estate, use_case, new)

    async def to_accepted(self) -> None:
        """Dispatched to the technician, and accepted."""
        await self.step(
            self.estate.agent.actor, dispatch, Dispatch, assignee_id=self.estate.technician.id
        )
        await self.step(self.estate.technician.actor, accept, Accept)

    async def work_through(self) -> None:
        """The butler records what a complaint still lacks, before it can be completed (S-D5)."""
        estate, ticket = self.estate, await self.ticket()
        for stage in stages_of(ticket["nature"]):
            said: dict[str, Any] = {"stage": stage, "finding": "已核实"}
            if stage is ATTENDED:
                said["attended"] = (estate.butler.id, estate.supervisor.id)
            if stage is Stage.RESPONSIBILITY:
                said["responsible_id"] = next(iter(estate.departments.values()))
            await self.step(estate.butler.actor, investigate, Investigate, **said)

    async def to_completed(self) -> None:
        """Accepted and completed by the technician."""
        await self.to_accepted()
        await self.finish()

    async def finish(self) -> None:
        """The technician reports back."""
        await self.step(self.estate.technician.actor, complete, Complete, result="更换水管")

    async def answer(
        self,
        actor: Actor | None = None,
        scores: tuple[int, int, int, int] = (5, 5, 5, 5),
        outcome: Outcome = Outcome.SOLVED,
        comment: str | None = None,
    ) -> bool:
        """The survey now waiting, answered; whether the customer is satisfied."""
        survey = (await self.surveys(SurveyState.INVITED))[-1]
        new = Submit(
            SurveyRef(self.estate.id, survey["id"]),
            survey["version"],
            *scores,
            outcome=outcome,
            comment=comment,
        )
        caller = actor or self.estate.resident.actor
        return (await do(self.database, caller, self.estate, submit, new)).satisfied

    async def ticket(self) -> RowMapping:
        """The ticket's row."""
        return (await self._rows(Ticket, Ticket.id == self.ref.id))[0]

    async def events(self) -> list[RowMapping]:
        """Its history, in order."""
        return await self._rows(
            TicketEvent, TicketEvent.ticket_id == self.ref.id, order=TicketEvent.sequence
        )

    async def clocks(self) -> dict[str, RowMapping]:
        """Its clocks by rule; of several rounds the latest."""
        rows = await self._rows(Clock, Clock.ticket_id == self.ref.id, order=Clock.round)
        return {row["rule"]: row for row in rows}

    async def surveys(self, state: SurveyState | None = None) -> list[RowMapping]:
        """Its surveys, the first asked first."""
        rows = await self._rows(Survey, Survey.ticket_id == self.ref.id, order=Survey.invited_at)
        return [row for row in rows if state is None or row["state"] is state]

    async def topics(self) -> list[str]:
        """The outbox topics about it, in order."""
        rows = await self._rows(
            OutboxEvent, OutboxEvent.subject_id == self.ref.id, order=OutboxEvent.id
        )
        return [row["topic"] for row in rows]

    async def timers_fire(self, *, again: bool = False) -> None:
        """Every timer now due is handled, as a worker would, each once and in its transaction.

        `again` has those handled too that were before, as after a crash.
        """
        due = await self._rows(
            Timer,
            Timer.kind == DUE,
            Timer.due_at <= clock.now(),
            Timer.payload["ticket"].astext == str(self.ref.id),
            order=Timer.due_at,
        )
        for row in due:
            if row["id"] in self._fired and not again:
                continue
            self._fired.add(row["id"])
            timer = DueTimer(
                id=row["id"],
                group_id=row["group_id"],
                estate_id=row["estate_id"],
                kind=row["kind"],
                key=row["key"],
                payload=row["payload"],
                due_at=row["due_at"],
                attempts=0,
            )
            async with unit_of_work(self.database, self._system) as uow:
                await clock_due(uow, timer)

    @property
    def _system(self) -> Scope:
        return Scope.system(self.estate.group_id, self.estate.id)

    async def _rows(self, model: Any, *where: Any, order: Any = None) -> list[RowMapping]:
        statement = select(*model.__table__.columns).where(
            model.estate_id == self.estate.id, *where
        )
        if order is not None:
            statement = statement.order_by(order)
        async with unit_of_work(self.database, self._system) as uow:
            return list((await uow.execute(statement)).mappings())


__all__ = ["Life", "a_complaint", "a_leak", "do"]
