"""How tickets go: from the front desk to the work, up to its completion (sections B to E)."""

from datetime import datetime, timedelta

from api.demo import phrases, steps
from api.demo.categories import NATURES
from api.demo.dice import Dice
from api.demo.life import Life
from api.demo.pacing import ACCEPTING, CLASSIFYING, CONTACTING, DISPATCHING, Pace
from api.demo.reporting import Reported
from api.demo.staffing import Member
from api.demo.team import Team
from core.actor import Actor
from core.complaints.stages import ATTENDED, Stage, lacking
from core.tickets.dispatch import TO_A_PERSON
from core.tickets.kinds import HoldReason, Kind, Severity, State, Urgency
from core.tickets.step import Change
from core.tickets.transitions import Action, Case

BY_APPOINTMENT = frozenset({Kind.REPAIR, Kind.COMPLAINT})
"""Kinds that can wait for the time a customer names; help cannot."""


class Course:
    """One ticket on its way. `at` is the instant the last step was taken."""

    def __init__(
        self, begun: Reported, team: Team, pace: Pace, worker: Member | None = None
    ) -> None:
        """`worker` is who gets the ticket, where that matters."""
        self.life: Life = begun.life
        self.customer = begun.customer
        self.topic = begun.topic
        self.urgency = begun.urgency
        self.team = team
        self.pace = pace
        self.dice: Dice = pace.dice
        self.at: datetime = begun.life.values["updated_at"]
        self.named = worker
        self.worker: Member | None = None
        self.to_developer = self.dice.chance(self.topic.developer)
        self.worked_through = False

    @property
    def emergency(self) -> bool:
        """Whether it is attended at once, by day or night."""
        return self.urgency is Urgency.EMERGENCY

    def handle(self) -> None:
        """From the report to the first completion. Raises `NotYet` at now."""
        self.classify()
        self.dispatch()
        if self.named is None and self.pace.unlucky(0.025):
            self.give_back()
        if self.life.standing.kind is Kind.COMPLAINT and self.dice.chance(0.07):
            if self.reject():
                return
        else:
            self.accept()
        self.work()

    def classify(self) -> None:
        """The front desk says what it is; in an emergency it may dispatch first."""
        wait = self.pace.stage(CLASSIFYING, self.urgency)
        if not self.team.desk_is_taken(self.at):
            wait *= 2
        self.at += wait
        if self.emergency and self.life.standing.category_code and self.dice.chance(0.3):
            return
        ticket = self.life.standing
        self.step(
            self.team.agent(self.at, self.dice).actor,
            Action.CLASSIFY,
            steps.classified(
                self.life.described,
                self.life.place.estate.policy,
                self.topic.kind,
                self.topic.category,
                self.urgency,
                nature=NATURES[self.topic.category],
                severity=Severity.MAJOR if self.emergency else ticket.severity,
                needs_developer=self.to_developer,
                important=ticket.important,
            ),
        )

    def dispatch(self, but: Member | None = None) -> None:
        """To a person for repairs, else to a person or to the department alone (S-C3)."""
        self.at += self.pace.stage(DISPATCHING, self.urgency)
        if not self.emergency and self.pace.unlucky(0.012):
            self.at += self.pace.takes(60 * 15, 0.4)
        head = self.team.heads.get(self.topic.function)
        alone = self.topic.kind not in TO_A_PERSON and self.named is None
        if alone and head is not None and self.dice.chance(0.4):
            self.worker, assignee = head, None
        else:
            self.worker = self.named or self.team.sent(self.topic, self.at, self.dice, but)
            assignee = self.worker.id
        change = steps.dispatched(
            self.at, self.worker.department_id, assignee, self.dice.pick(phrases.DISPATCHES)
        )
        agent = self.team.agent(self.at, self.dice)
        sender = self.team.supervisor if self.emergency and self.dice.chance(0.5) else agent
        self.step(sender.actor, Action.DISPATCH, change)

    def give_back(self) -> None:
        """The wrong person, or nobody there: back to the front desk and out again (S-D2)."""
        self.at += self.pace.takes(35, 0.7)
        returned_by = self.assigned
        note = self.dice.pick(phrases.RETURNS)
        self.step(returned_by.actor, Action.RETURN, steps.returned(self.life.standing, note))
        self.dispatch(but=returned_by)

    def accept(self) -> None:
        """The department's answer, and now and then a remark."""
        self.at += self.pace.stage(ACCEPTING, self.urgency)
        acting = self.assigned
        self.step(acting.actor, Action.ACCEPT, steps.accepted(self.life.standing, acting.id))
        if self.dice.chance(0.07):
            self.at += self.pace.takes(20)
            agent = self.team.agent(self.at, self.dice).actor
            if self.dice.chance(0.25):
                remark = steps.commented(self.dice.pick(phrases.INSIDE), public=False)
            else:
                remark = steps.commented(self.dice.pick(phrases.PROGRESS), public=True)
            self.step(agent, Action.COMMENT, remark)

    def reject(self) -> bool:
        """Judged unjustified and explained (S-B4); whether the customer was persuaded."""
        self.at = self.pace.by_day(self.at + self.pace.takes(150))
        judge, butler = self.team.supervisor, self.team.butler_of(self.customer)
        self.step(judge.actor, Action.REJECT, steps.rejected(self.dice.pick(phrases.REJECTIONS)))
        self.at = self.pace.by_day(self.at + self.pace.takes(300))
        head = self.team.heads.get(self.topic.function)
        if head is None or self.dice.chance(0.7):
            change = steps.explained(self.dice.pick(phrases.EXPLANATIONS))
            self.step(butler.actor, Action.EXPLAIN, change, Case.PERSUADED)
            return True
        change = steps.not_persuaded(phrases.NOT_PERSUADED, head.id, head.department_id)
        self.step(butler.actor, Action.EXPLAIN, change, Case.UNPERSUADED)
        self.worker = head
        return False

    def work(self) -> None:
        """Visit or answer, wait where one must, complete."""
        if self.life.standing.state is not State.IN_PROGRESS:
            if self.topic.visit:
                self._go()
            else:
                self._sit_down()
        if self.topic.visit and self._must_wait():
            self._wait_for_it()
        self._finish()

    def _go(self) -> None:
        """Appointment, way, start."""
        worker = self.assigned.actor
        agreed = self.customer is not None and self.topic.kind in BY_APPOINTMENT
        if agreed and not self.emergency and self.dice.chance(0.75):
            self._appoint()
        else:
            self.at += self.pace.stage(CONTACTING, self.urgency)
            if self.urgency is Urgency.ROUTINE and self.topic.kind in BY_APPOINTMENT:
                self.at = self.pace.by_day(self.at)
        if self.dice.chance(0.85):
            self.step(worker, Action.DEPART)
            self.at += self.pace.takes(9, 0.5)
        self.step(worker, Action.START)

    def _appoint(self) -> None:
        """Agreed by telephone; most keep to it."""
        self.at += self.pace.stage(CONTACTING, self.urgency)
        if self.urgency is Urgency.ROUTINE:
            self.at = self.pace.by_day(self.at)
        ahead = 70.0 if self.urgency is Urgency.URGENT else 260.0
        visit = self.pace.by_day(self.at + self.pace.takes(ahead, 0.8))
        if self.pace.unlucky(0.1):
            visit += timedelta(days=self.dice.whole(2, 5))
        visit = visit.replace(minute=visit.minute // 30 * 30, second=0, microsecond=0)
        visit = max(visit, self.at + timedelta(minutes=15))
        note = self.dice.pick(phrases.APPOINTMENTS)
        by = self.assigned if self.dice.chance(0.8) else self.team.agent(self.at, self.dice)
        self.step(by.actor, Action.APPOINT, steps.appointed(visit, note))
        late = self.pace.takes(55, 0.8) if self.pace.unlucky(0.1) else timedelta(0)
        early = timedelta(minutes=self.dice.whole(2, 14))
        self.at = max(self.at + timedelta(minutes=2), visit - early + late)

    def _sit_down(self) -> None:
        """At the desk: looked into by day, sooner for a question than for a complaint."""
        usual = 12.0 if self.topic.kind is Kind.CONSULTATION else 240.0
        self.at = self.pace.by_day(self.at + self.pace.takes(usual, 0.9))
        again = self.life.standing.state is State.REOPENED
        if again or self.topic.kind is not Kind.CONSULTATION:
            self.step(self.assigned.actor, Action.START)

    def _must_wait(self) -> bool:
        return not self.emergency and (self.to_developer or self.pace.unlucky(0.085))

    def _wait_for_it(self) -> None:
        """On hold until parts, customer or somebody else's people are there (S-D8)."""
        self.at += self.pace.takes(18)
        reason = HoldReason.DEVELOPER if self.to_developer else phrases.HOLDS.draw(self.dice)
        usual, longest = phrases.HOLD_DAYS[reason]
        waits = min(timedelta(days=self.dice.around(usual, 0.6)), timedelta(days=longest * 0.95))
        until = self.at + min(waits * 1.3, timedelta(days=longest))
        note = self.dice.pick(phrases.HOLD_NOTES[reason])
        worker = self.assigned.actor
        self.step(worker, Action.HOLD, steps.held(self.life.standing, reason, until, note))
        self.at = self.pace.by_day(self.at + timedelta(seconds=round(waits.total_seconds())))
        self.step(worker, Action.RESUME, steps.resumed(phrases.RESUMED[reason]))
        self.to_developer = False

    def _work_through(self) -> None:
        """What a complaint goes through before it is done (S-D5); once, however often it is."""
        ticket = self.life.standing
        if ticket.kind is not Kind.COMPLAINT or self.worked_through:
            return
        self.worked_through = True
        butler, head = self.team.butler_of(self.customer), self.team.supervisor
        for stage in lacking(ticket.nature, ()):
            responsible = self.assigned.department_id if stage is Stage.RESPONSIBILITY else None
            attended = (butler.id, head.id) if stage is ATTENDED else ()
            change = steps.investigated(stage, phrases.FINDINGS[stage], responsible, attended)
            self.step(butler.actor, Action.INVESTIGATE, change)

    def _finish(self) -> None:
        """Result, materials, labour (S-E1)."""
        self._work_through()
        labour = self.pace.takes(self.topic.minutes, 0.45)
        self.at += labour
        minutes = max(1, round(labour.total_seconds() / 60))
        used = [
            (part, self.dice.pick(part.quantities))
            for part in self.topic.parts
            if self.dice.chance(0.45)
        ]
        result = self.dice.pick(self.topic.results).format(room="室内")
        finished_at = self.at - timedelta(minutes=min(minutes // 4, 20))
        change = steps.completed(result, minutes, len(used), finished_at)
        self.step(self.assigned.actor, Action.COMPLETE, change)
        for part, quantity in used:
            cost = part.price * quantity // 1_000
            self.life.use(part.name, quantity, part.unit, cost, self.at)

    @property
    def assigned(self) -> Member:
        assert self.worker is not None
        return self.worker

    def step(
        self,
        actor: Actor,
        action: Action,
        change: Change | None = None,
        case: Case | None = None,
    ) -> None:
        self.life.act(actor, action, self.at, change, case)


__all__ = ["Course"]
