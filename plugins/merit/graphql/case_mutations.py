"""meritCasePropose, -Endorse, -Approve, -Decline, -Withdraw, -Object, -Hear."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.extend import (
    Fen,
    Mutation,
    answered,
    extends,
    key_at,
    mutation,
    perform_on,
    ref_or_nobody,
    refusals,
)
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.tickets.refs import TicketRef
from plugins.merit.cases.decide import DecideCase, decide
from plugins.merit.cases.hear import HearCase, hear
from plugins.merit.cases.object import ObjectCase, object_to
from plugins.merit.cases.propose import Evidence, ProposeCase, propose
from plugins.merit.graphql.case_types import MeritCase
from plugins.merit.graphql.performing import STAFF, MeritError
from plugins.merit.kinds import MeritAction, MeritGrade, MeritGround, MeritHearing


@strawberry.type(description="The case as it now is, or why nothing was done.")
class MeritCasePayload:
    error_type: ClassVar[type[MeritError]] = MeritError

    merit_case: MeritCase | None = answered()
    user_errors: list[MeritError] = refusals()


@strawberry.input(description="One thing that speaks for a case; at least one of these.")
class MeritEvidenceInput:
    fact_id: strawberry.ID | None = None
    ticket_id: strawberry.ID | None = None
    clock_id: strawberry.ID | None = None
    survey_id: strawberry.ID | None = None
    note: str | None = None


@strawberry.input(description="A reward or a penalty, with what speaks for it.")
class MeritCaseProposeInput:
    idempotency_key: str
    staff_id: strawberry.ID
    grade: MeritGrade
    ground: MeritGround
    reason: str
    evidence: list[MeritEvidenceInput]
    amount: Fen | None = strawberry.field(description="Of a bonus, and only then.", default=None)


@strawberry.input
class MeritStepInput:
    """What every step on a case takes."""

    idempotency_key: str
    merit_case_id: strawberry.ID
    expected_version: int


@strawberry.input(description="An endorsement by the person's department.")
class MeritCaseEndorseInput(MeritStepInput):
    note: str | None = None


@strawberry.input(description="The approval of the level whose turn it is.")
class MeritCaseApproveInput(MeritStepInput):
    note: str | None = None


@strawberry.input(description="A no, with its reason.")
class MeritCaseDeclineInput(MeritStepInput):
    note: str


@strawberry.input(description="The proposer takes it back, and says why.")
class MeritCaseWithdrawInput(MeritStepInput):
    note: str


@strawberry.input(description="The person's objection.")
class MeritCaseObjectInput(MeritStepInput):
    objection: str


@strawberry.input(description="What came of hearing the objection, and why.")
class MeritCaseHearInput(MeritStepInput):
    outcome: MeritHearing
    note: str
    grade: MeritGrade | None = strawberry.field(
        description="Of a lighter decision; null: the same as before.", default=None
    )
    points: int | None = strawberry.field(
        description="Of a lighter decision; null: those of its grade.", default=None
    )


async def merit_case_propose(info: Info, input: MeritCaseProposeInput) -> MeritCasePayload:
    about = ref_or_nobody(input.staff_id, "Staff")
    key = TicketRef(about.estate_id, new_id())

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        evidence = tuple(_evidence(about.estate_id, each) for each in input.evidence)
        new = ProposeCase(
            about.estate_id,
            about.id,
            input.grade,
            input.ground,
            input.reason,
            evidence,
            input.amount,
            key.id,
        )
        await propose(actor, new, uow)

    return await perform_on(info, MeritCasePayload, {"merit_case": key}, input, work)


def _evidence(estate_id: int, given: MeritEvidenceInput) -> Evidence:
    return Evidence(
        key_at(estate_id, given.fact_id, "MeritFact", "evidence.factId"),
        key_at(estate_id, given.ticket_id, "Ticket", "evidence.ticketId"),
        key_at(estate_id, given.clock_id, "Clock", "evidence.clockId"),
        key_at(estate_id, given.survey_id, "Survey", "evidence.surveyId"),
        given.note,
    )


async def _decide(
    info: Info, input: MeritStepInput, action: MeritAction, note: str | None
) -> MeritCasePayload:
    key = ref_or_nobody(input.merit_case_id, "MeritCase")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = DecideCase(key.estate_id, key.id, input.expected_version, action, note)
        await decide(actor, new, uow)

    return await perform_on(info, MeritCasePayload, {"merit_case": key}, input, work)


async def merit_case_endorse(info: Info, input: MeritCaseEndorseInput) -> MeritCasePayload:
    return await _decide(info, input, MeritAction.ENDORSE, input.note)


async def merit_case_approve(info: Info, input: MeritCaseApproveInput) -> MeritCasePayload:
    return await _decide(info, input, MeritAction.APPROVE, input.note)


async def merit_case_decline(info: Info, input: MeritCaseDeclineInput) -> MeritCasePayload:
    return await _decide(info, input, MeritAction.DECLINE, input.note)


async def merit_case_withdraw(info: Info, input: MeritCaseWithdrawInput) -> MeritCasePayload:
    return await _decide(info, input, MeritAction.WITHDRAW, input.note)


async def merit_case_object(info: Info, input: MeritCaseObjectInput) -> MeritCasePayload:
    key = ref_or_nobody(input.merit_case_id, "MeritCase")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = ObjectCase(key.estate_id, key.id, input.expected_version, input.objection)
        await object_to(actor, new, uow)

    return await perform_on(info, MeritCasePayload, {"merit_case": key}, input, work)


async def merit_case_hear(info: Info, input: MeritCaseHearInput) -> MeritCasePayload:
    key = ref_or_nobody(input.merit_case_id, "MeritCase")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = HearCase(
            key.estate_id,
            key.id,
            input.expected_version,
            input.outcome,
            input.note,
            input.grade,
            input.points,
        )
        await hear(actor, new, uow)

    return await perform_on(info, MeritCasePayload, {"merit_case": key}, input, work)


@extends(Mutation)
class CaseMutations:
    merit_case_propose = mutation(
        merit_case_propose, STAFF, "Propose a reward or a penalty, with evidence (S-J1 to S-J3)."
    )
    merit_case_endorse = mutation(merit_case_endorse, STAFF, "Endorse it for the department.")
    merit_case_approve = mutation(
        merit_case_approve, STAFF, "Approve it; with the last approval the person is told (S-J3)."
    )
    merit_case_decline = mutation(merit_case_decline, STAFF, "Decline it, with the reason.")
    merit_case_withdraw = mutation(merit_case_withdraw, STAFF, "Take one's own proposal back.")
    merit_case_object = mutation(
        merit_case_object, STAFF, "Object to what was decided about oneself (S-J3)."
    )
    merit_case_hear = mutation(
        merit_case_hear, STAFF, "Hear an objection, having had no part in the case (S-J3)."
    )


__all__ = ["CaseMutations", "MeritCasePayload"]
