"""One ticket's life, step by step, under the core's own rules and up to now.

`act` looks each step up in the table of transitions for its actor, stamps what the core stamps,
and keeps the history. The clocks are what `core.sla.evaluate` says of that history.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from api.demo.dice import Dice
from api.demo.rows import Rows
from core.actor import Actor, Audience
from core.estates.repository import EstateFacts
from core.jobs.models import Timer
from core.sla.evaluate import ClockValue, evaluate
from core.sla.history import Described, Entry, data_of_report
from core.sla.keep import DUE, due_in, timer_key
from core.sla.models import Clock, ClockState
from core.sla.policy import COMPLETION
from core.sla.repository import changing
from core.sla.shipped import SHIPPED
from core.surveys import rules as surveys
from core.surveys.kinds import AnswerWay, Verdict
from core.surveys.models import SCORES, Survey, SurveyState
from core.surveys.rules import Answer
from core.tickets.intake import Report, check_caller, complete
from core.tickets.kinds import State
from core.tickets.models import Ticket, TicketEvent, TicketMaterial
from core.tickets.number import ALPHABET, LENGTH
from core.tickets.proposed import Decided
from core.tickets.refs import TicketRef
from core.tickets.report import RECORDED, heard_by
from core.tickets.repository import Standing, Surroundings
from core.tickets.step import STAMPS, Change, Taken
from core.tickets.transitions import Action, Case, Goal, transition
from core.tickets.who import REPORTERS

COMPLETION_ALONE = replace(
    SHIPPED, promises=tuple(each for each in SHIPPED.promises if each.rule == COMPLETION)
)
_FOLLOWED = frozenset(Standing.__dataclass_fields__)


class NotYet(Exception):
    """The next step lies ahead: the life has been told up to now."""


@dataclass(slots=True)
class Place:
    """The estate a life takes place in, and the present."""

    estate: EstateFacts
    now: datetime
    numbers: set[str] = field(default_factory=set)

    def number(self, received_at: datetime, dice: Dice) -> str:
        """A ticket number of this day that is still free."""
        day = received_at.astimezone(self.estate.calendar.local)
        while True:
            drawn = "".join(dice.random.choices(ALPHABET, k=LENGTH))
            number = f"{day:%y%m%d}-{drawn}"
            if number not in self.numbers:
                self.numbers.add(number)
                return number


class Life:
    """A ticket from its report on. Raises `NotYet` when told to go beyond now, or past `until`."""

    def __init__(
        self,
        place: Place,
        actor: Actor,
        new: Report,
        read: Decided,
        around: Surroundings,
        at: datetime,
        dice: Dice,
        until: State | None = None,
    ) -> None:
        check_caller(actor, new)
        assert actor.roles_at(new.estate_id) & REPORTERS
        record = complete(actor, new, read.kind, around, at)
        estate = place.estate
        self.place = place
        self.dice = dice
        self.until = until
        self.described = Described(
            read.kind,
            read.urgency,
            new.channel,
            estate.property_type,
            read.category_code,
            new.severity,
            heard_by(new.channel, around),
        )
        self.values: dict[str, Any] = {
            **{column: getattr(record, column) for column in RECORDED},
            "kind": read.kind,
            "category_code": read.category_code,
            "urgency": read.urgency,
            **read.marks,
            "severity": new.severity,
            "channel": new.channel,
            "updated_at": at,
        }
        self.standing = Standing(
            ref=TicketRef(estate.id, new.id),
            group_id=estate.group_id,
            number=place.number(record.received_at, dice),
            version=1,
            state=State.REPORTED,
            state_before_hold=None,
            kind=read.kind,
            category_code=read.category_code,
            nature=record.nature,
            urgency=read.urgency,
            severity=new.severity,
            needs_developer=False,
            important=record.important,
            channel=new.channel,
            requester_id=record.requester_id,
            department_id=None,
            assignee_id=None,
            received_at=record.received_at,
            reopened=0,
        )
        self.entries: list[Entry] = []
        self.events: list[dict[str, Any]] = []
        self.surveys: list[dict[str, Any]] = []
        self.materials: list[dict[str, Any]] = []
        described = data_of_report(self.described, record.received_at, estate.policy)
        first = Entry(
            record.received_at,
            Action.REPORT,
            None,
            State.REPORTED,
            self.described,
            policy=estate.policy,
        )
        data = {**described, **read.data()}
        self._record(actor, first, at, Change(data=data))

    def act(
        self,
        actor: Actor,
        action: Action,
        at: datetime,
        made: Change | None = None,
        case: Case | None = None,
    ) -> None:
        """One step. Raises `NotYet`, and `StepNotAllowed` for what the core does not allow."""
        ticket = self.standing
        if at > self.place.now or (self.until is not None and ticket.state is self.until):
            raise NotYet
        made = made or Change()
        taken = Taken(ticket, transition(actor, ticket.facts, action, case))
        target = taken.target
        arrives = target is not ticket.state and taken.row.target is not Goal.BEFORE_HOLD
        at = max(at, self.entries[-1].at)
        stamps = STAMPS[target](ticket, at) if arrives and target in STAMPS else {}
        changed = {
            "state": target,
            "version": ticket.version + 1,
            "updated_at": at,
            **stamps,
            **made.values,
        }
        self.values |= changed
        followed = {name: value for name, value in changed.items() if name in _FOLLOWED}
        self.standing = replace(ticket, **followed)
        self.described = made.described or self.described
        entry = Entry(
            at,
            action,
            ticket.state,
            target,
            made.described,
            made.held,
            policy=made.policy,
            finished_at=made.finished_at,
        )
        self._record(actor, entry, at, made)
        if arrives and target is State.COMPLETED:
            self._invite(at)
        if arrives and target in (State.REOPENED, State.CLOSED):
            self._void()

    def answer(
        self, who: Actor, answer: Answer, comment: str | None, at: datetime
    ) -> tuple[UUID, AnswerWay]:
        """Fill the open survey in; the step itself is `act`'s. Returns its key, and the way."""
        if at > self.place.now or self.standing.state is self.until:
            raise NotYet
        verdict = surveys.SHIPPED.verdict(answer)
        by_staff = who.audience is Audience.STAFF
        way = AnswerWay.PHONE if by_staff else AnswerWay.APP
        survey = self.surveys[-1]
        survey |= {
            "state": SurveyState.ANSWERED,
            "version": 2,
            "answered_at": at,
            "way": way,
            "recorded_by": who.persons[0] if by_staff else None,
            "verdict": verdict,
            "satisfied": verdict is Verdict.SATISFIED,
            "comment": comment,
            "outcome": answer.outcome,
            **dict(zip(SCORES, answer.scores, strict=True)),
        }
        key: UUID = survey["id"]
        return key, way

    def use(self, name: str, quantity: int, unit: str, cost: int, at: datetime) -> None:
        """Material used: `quantity` in thousandths of `unit`, `cost` in fen."""
        self.materials.append(
            {
                "id": self.dice.id_at(at),
                "name": name,
                "quantity": quantity,
                "unit": unit,
                "cost": cost,
            }
        )

    def late(self, at: datetime) -> bool:
        """Whether the promise of completion was broken by then."""
        clocks = evaluate(COMPLETION_ALONE, self.place.estate.calendar, self.entries, at)
        return any(clock.state is ClockState.BROKEN for clock in clocks)

    def write(self, rows: Rows) -> None:
        """The ticket with all that belongs to it."""
        ticket = self.standing
        clocks = evaluate(SHIPPED, self.place.estate.calendar, self.entries, self.place.now)
        rows.add(
            Ticket,
            id=ticket.ref.id,
            number=ticket.number,
            due_at=due_in(clocks),
            **{"state": ticket.state, **self.values},
        )
        belonging = {"ticket_id": ticket.ref.id, "requester_id": ticket.requester_id}
        for event in self.events:
            rows.add(TicketEvent, **belonging, **event)
        for survey in self.surveys:
            rows.add(Survey, **belonging, **survey)
        for material in self.materials:
            rows.add(TicketMaterial, **belonging, **material)
        for clock in clocks:
            self._write_clock(rows, belonging, clock)

    def _write_clock(self, rows: Rows, belonging: dict[str, Any], clock: ClockValue) -> None:
        ticket = self.standing
        rows.add(
            Clock,
            **belonging,
            id=self.dice.id_at(clock.started_at),
            rule=clock.rule,
            round=clock.round,
            started_at=clock.started_at,
            **changing(clock),
        )
        if clock.wakes_at is not None:
            rows.add(
                Timer,
                id=self.dice.id_at(self.place.now),
                kind=DUE,
                key=timer_key(ticket.ref.id, clock, str(ticket.version)),
                due_at=clock.wakes_at,
                payload={"ticket": str(ticket.ref.id)},
            )

    def _record(self, actor: Actor, entry: Entry, at: datetime, made: Change) -> None:
        self.entries.append(entry)
        self.events.append(
            {
                "id": self.dice.id_at(at),
                "sequence": len(self.entries),
                "at": at,
                "action": entry.action.value,
                "from_state": entry.from_state,
                "to_state": entry.to_state,
                "actor_id": actor.account_id,
                "actor_name": actor.name,
                "actor_audience": actor.audience.value,
                "note": made.note,
                "data": dict(made.data),
                "public": made.public,
            }
        )

    def _invite(self, at: datetime) -> None:
        self.surveys.append(
            {
                "id": self.dice.id_at(at),
                "state": SurveyState.INVITED,
                "department_id": self.standing.department_id,
                "assignee_id": self.standing.assignee_id,
                "invited_at": at,
            }
        )

    def _void(self) -> None:
        for survey in self.surveys:
            if survey["state"] is SurveyState.INVITED:
                survey |= {"state": SurveyState.VOID, "version": 2}


__all__ = ["Life", "NotYet", "Place"]
