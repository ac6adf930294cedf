"""What comes after completion: the customer's word, the survey, and back to work if need be
(sections E and F)."""

from datetime import timedelta
from itertools import count

from api.demo import phrases, steps
from api.demo.course import Course
from api.demo.life import NotYet
from core.actor import Actor
from core.surveys.rules import SHIPPED, Answer
from core.tickets.kinds import Kind, Outcome, State
from core.tickets.step import Change
from core.tickets.transitions import Action, Case

PATIENCE = 2
"""How often a ticket goes back to work before everybody is content."""

CONTENT = 0.95
"""How many are satisfied when nothing went wrong, at an estate of average pace."""

LATE_COSTS, AGAIN_COSTS = 0.22, 0.06
"""What a broken promise, and having been back at work, take from that."""


def live(course: Course) -> None:
    """The whole course of a ticket, up to now."""
    try:
        if course.pace.unlucky(0.025):
            _withdraw(course)
            return
        course.handle()
        for again in count():
            if not _settle(course, again):
                return
            _work_again(course)
    except NotYet:
        pass


def _withdraw(course: Course) -> None:
    """The customer thinks better of it."""
    course.at += course.pace.takes(25, 1.0)
    actor = _requester(course) or course.team.agent(course.at, course.dice).actor
    reason = course.dice.pick(phrases.WITHDRAWALS)
    course.step(actor, Action.WITHDRAW, steps.withdrawn(reason))


def _settle(course: Course, again: int) -> bool:
    """Confirmation and survey; whether the ticket goes back to work."""
    content = again >= PATIENCE or course.dice.chance(_content(course, again))
    if course.customer is None:
        _inspect(course)
        return False
    requester = _requester(course)
    if requester is not None and course.dice.chance(0.55):
        course.at += course.pace.takes(150, 1.1)
        dissatisfied = _tell(course, requester, content, talkative=course.dice.chance(0.3))
    elif course.pace.unlucky(0.05):
        course.at = course.pace.by_day(course.at + timedelta(days=course.dice.whole(4, 11)))
        _lapse(course)
        dissatisfied = False
    else:
        course.at = course.pace.by_day(course.at + course.pace.takes(60 * 11, 0.7))
        caller = course.team.butler_of(course.customer)
        if course.dice.chance(0.6):
            caller = course.team.agent(course.at, course.dice)
        dissatisfied = _tell(course, caller.actor, content, talkative=True)
    if dissatisfied:
        return True
    return again == 0 and _regret(course)


def _tell(course: Course, who: Actor, content: bool, *, talkative: bool) -> bool:
    """The result confirmed, the survey answered, or one of them; whether dissatisfied."""
    dice = course.dice
    note: str | None
    if not content and dice.chance(0.35):
        outcome = Outcome.PARTLY if dice.chance(0.6) else Outcome.NOT_SOLVED
        note = dice.pick(phrases.PARTLY)
        course.step(who, Action.CONFIRM, steps.confirmed(outcome, note), Case.UNSOLVED)
        return True
    if dice.chance(0.75):
        note = dice.pick(phrases.CALLED) if talkative else None
        course.step(who, Action.CONFIRM, steps.confirmed(Outcome.SOLVED, note), Case.SOLVED)
        if content and dice.chance(0.3):
            course.at = course.pace.by_day(course.at + course.pace.takes(60 * 44, 0.4))
            _close(course)
            return False
        course.at += course.pace.takes(2 if talkative else 40, 0.8)
    answer = _answer(course, content)
    comment = (phrases.PRAISE if content else phrases.BLAME).draw(dice)
    survey, way = course.life.answer(who, answer, comment, course.at)
    satisfied = SHIPPED.holds(answer)
    case = Case.SATISFIED if satisfied else Case.DISSATISFIED
    change = steps.answered(survey, answer, way, comment)
    course.step(who, Action.ANSWER_SURVEY, change, case)
    return not satisfied


def _inspect(course: Course) -> None:
    """Nobody to ask: the front desk has a look and closes it."""
    course.at = course.pace.by_day(course.at + course.pace.takes(240, 0.8))
    agent = course.team.agent(course.at, course.dice).actor
    course.step(agent, Action.CONFIRM, steps.confirmed(Outcome.SOLVED, None), Case.SOLVED)
    course.at += course.pace.takes(6, 0.5)
    course.step(agent, Action.CLOSE, Change(note=phrases.CLOSINGS[-1]))


def _lapse(course: Course) -> None:
    """Nobody asked in time; found days later."""
    agent = course.team.agent(course.at, course.dice).actor
    change = steps.confirmed(Outcome.SOLVED, course.dice.pick(phrases.CALLED))
    course.step(agent, Action.CONFIRM, change, Case.SOLVED)
    course.at += course.pace.takes(15)
    _close(course)


def _close(course: Course) -> None:
    agent = course.team.agent(course.at, course.dice).actor
    note = phrases.CLOSINGS[0] if course.dice.chance(0.7) else phrases.CLOSINGS[1]
    course.step(agent, Action.CLOSE, Change(note=note))


def _regret(course: Course) -> bool:
    """Closed, and broken again some days later."""
    if course.life.standing.kind is not Kind.REPAIR or not course.pace.unlucky(0.008):
        return False
    course.at = course.pace.by_day(course.at + timedelta(days=course.dice.whole(1, 6)))
    who = _requester(course) or course.team.agent(course.at, course.dice).actor
    course.step(who, Action.REOPEN, Change(note=course.dice.pick(phrases.REOPENINGS)))
    return True


def _work_again(course: Course) -> None:
    """The same person or another, sooner than the first time."""
    assert course.life.standing.state is State.REOPENED
    course.at += course.pace.takes(45, 0.8)
    if course.life.standing.assignee_id is None or course.dice.chance(0.5):
        course.dispatch()
        course.accept()
    course.work()


def _content(course: Course, again: int) -> float:
    """How likely the customer is satisfied with what was done."""
    late = course.life.late(course.at)
    lost = 0.09 * (course.pace.factor - 1) + LATE_COSTS * late + AGAIN_COSTS * (again > 0)
    return CONTENT - lost


def _answer(course: Course, content: bool) -> Answer:
    dice = course.dice
    if content:
        good = [5 if dice.chance(0.68) else dice.whole(3, 4) for _ in range(4)]
        return Answer(good[0], good[1], good[2], good[3], Outcome.SOLVED)
    manner, speed, skill = (dice.whole(1, 4) for _ in range(3))
    outcome = dice.pick((Outcome.PARTLY, Outcome.NOT_SOLVED, Outcome.SOLVED))
    return Answer(manner, speed, dice.whole(1, 2), skill, outcome)


def _requester(course: Course) -> Actor | None:
    """The customer as a caller, where they have an account."""
    return None if course.customer is None else course.customer.actor


__all__ = ["live"]
