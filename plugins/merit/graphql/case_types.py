"""Rewards and penalties, as frontends see them. None of these is behind `node`: they are found
through lists alone, each of which shows what the caller may see."""

from datetime import datetime

import strawberry

from api.extend import (
    INSIDE,
    Clock,
    Connection,
    Department,
    Fen,
    Order,
    Query,
    Staff,
    Survey,
    Ticket,
    column,
    connection,
    entity,
    expression,
    extends,
    many,
    one,
)
from plugins.merit.cases import models
from plugins.merit.facts import models as facts
from plugins.merit.graphql.allowed import allowed_actions
from plugins.merit.graphql.effect_types import MeritEffect
from plugins.merit.graphql.sight import cases, id_of, led_or_mine, my_cases, steps
from plugins.merit.kinds import (
    FactKind,
    MeritAction,
    MeritGrade,
    MeritGround,
    MeritKind,
    MeritState,
)


@entity(
    facts.MeritFact,
    filters=("kind", "staff_id", "department_id", "at", "estate_id"),
    orders=("at",),
)
class MeritFact:
    """事实: something that happened in somebody's work."""

    id: strawberry.ID = expression(id_of("MeritFact"))
    kind: FactKind = column()
    at: datetime = column()
    promise: str | None = column(description="The rule of a broken promise.")
    score: int | None = column(description="An answer's mean score in hundredths, 100 to 500.")
    note: str | None = column()
    staff: Staff = one("staff_id")
    ticket: Ticket = one("ticket_id")
    clock: Clock | None = one("clock_id")
    survey: Survey | None = one("survey_id")


@entity(facts.MeritRule, filters=("fact", "active", "estate_id"), orders=("code",))
class MeritRule:
    """规则: proposes from facts; people decide."""

    id: strawberry.ID = expression(id_of("MeritRule"))
    code: str = column()
    title: str = column()
    fact: FactKind = column()
    promises: list[str] | None = column(description="Only these promises; null: all.")
    score_from: int | None = column()
    score_to: int | None = column()
    times: int = column(description="How many fresh facts…")
    days: int = column(description="…within how many days.")
    grade: MeritGrade = column()
    ground: MeritGround = column()
    active: bool = column()
    version: int = column()
    set_at: datetime = column()


@entity(models.MeritEvidence)
class MeritEvidence:
    """证据: what speaks for a case."""

    position: int = column()
    note: str | None = column()
    fact: MeritFact | None = one("fact_id")
    ticket: Ticket | None = one("ticket_id")
    clock: Clock | None = one("clock_id")
    survey: Survey | None = one("survey_id")


@entity(models.MeritStep)
class MeritStep:
    """An entry of a case's history."""

    sequence: int = column()
    at: datetime = column()
    action: MeritAction = column()
    from_state: MeritState | None = column()
    to_state: MeritState = column()
    actor_name: str | None = column(description="Null where a rule or time did it.")
    note: str | None = column()
    grade_before: MeritGrade | None = column(description="Where a hearing has changed it.")
    grade_after: MeritGrade | None = column()
    points_before: int | None = column()
    points_after: int | None = column()


@entity(
    models.MeritCase,
    filters=("state", "grade", "kind", "staff_id", "department_id", "proposed_at", "estate_id"),
    orders=("proposed_at", "in_force_at"),
)
class MeritCase:
    """奖惩: a reward or a penalty."""

    id: strawberry.ID = expression(id_of("MeritCase"))
    kind: MeritKind = column()
    grade: MeritGrade = column()
    ground: MeritGround = column()
    amount: Fen | None = column(description="Of a bonus.")
    points: int = column(description="What it adds to the person's appraisal while it counts.")
    reason: str = column()
    state: MeritState = column()
    version: int = column()
    chain: list[str] = column(description="Who approves, in order.")
    approvals: int = column(description="How many of them have.")
    proposed_at: datetime = column()
    told_at: datetime | None = column()
    objection_until: datetime | None = column(description="Until when the person may object.")
    objected_at: datetime | None = column()
    objection: str | None = column()
    hearing_until: datetime | None = column(description="Until when the objection is to be heard.")
    in_force_at: datetime | None = column()
    counts_until: datetime | None = column(description="Null: for good.")
    ended_at: datetime | None = column()
    staff: Staff = one("staff_id")
    department: Department = one("department_id", description="The person's, at the time.")
    rule: MeritRule | None = one("rule_id", description="Which rule proposed it; null: a person.")
    allowed_actions: list[MeritAction] = expression(
        allowed_actions, description="What the caller may do with it now."
    )
    evidence: list[MeritEvidence] = many("case_id", order=[Order("position")])
    steps: list[MeritStep] = many("case_id", order=[Order("sequence")], where=steps)
    effects: list[MeritEffect] = many(
        "case_id", order=[Order("number")], description="What followed from it."
    )


@extends(Staff)
class StaffMerit:
    merit_cases: Connection[MeritCase] | None = connection(
        "staff_id",
        order=[Order("proposed_at", descending=True)],
        where=cases,
        audiences=INSIDE,
        description="Rewards and penalties, as far as the caller may see them.",
    )
    merit_facts: Connection[MeritFact] | None = connection(
        "staff_id", order=[Order("at", descending=True)], where=led_or_mine, audiences=INSIDE
    )


@extends(Query)
class CaseQueries:
    merit_cases: Connection[MeritCase] = connection(
        order=[Order("proposed_at", descending=True)],
        where=cases,
        audiences=INSIDE,
        description="Rewards and penalties of people one leads, and those one is to decide about.",
    )
    my_merit_cases: Connection[MeritCase] = connection(
        order=[Order("proposed_at", descending=True)],
        where=my_cases,
        audiences=INSIDE,
        description="What was decided about the caller.",
    )
    merit_facts: Connection[MeritFact] = connection(
        order=[Order("at", descending=True)],
        where=led_or_mine,
        audiences=INSIDE,
        description="What happened in the work of the caller, and of people one leads.",
    )
    merit_rules: Connection[MeritRule] = connection(
        order=[Order("code")],
        audiences=INSIDE,
        description="By which rules cases are proposed; everybody may read them.",
    )


__all__ = [
    "CaseQueries",
    "MeritCase",
    "MeritEvidence",
    "MeritFact",
    "MeritRule",
    "MeritStep",
    "StaffMerit",
]
