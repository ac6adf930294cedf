"""developerHandOver, developerTakeBack; developerAccept, developerRefuse, developerDispute,
developerReportRepair."""

from datetime import datetime
from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.extend import (
    Mutation,
    Ticket,
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
from core.errors import NotFound
from core.ids import new_id
from core.tickets.refs import TicketRef
from plugins.developer_escalation.graphql import performing as common
from plugins.developer_escalation.graphql import types
from plugins.developer_escalation.graphql.performing import (
    DEVELOPER,
    STAFF,
    DeveloperError,
)
from plugins.developer_escalation.handover.answer import (
    Accept,
    Decline,
    ReportRepair,
    accept,
    decline,
    report_repair,
)
from plugins.developer_escalation.handover.hand_over import HandOverTicket, hand_over
from plugins.developer_escalation.handover.take_back import TakeBack, take_back
from plugins.developer_escalation.warranty.kinds import Component


@strawberry.type(description="The hand-over and its ticket as they now are, or why nothing was.")
class DeveloperHandOverPayload:
    error_type: ClassVar[type[DeveloperError]] = DeveloperError

    hand_over: types.DeveloperHandOver | None = answered()
    ticket: Ticket | None = answered()
    user_errors: list[DeveloperError] = refusals()


@strawberry.type(description="The hand-over as it now is, or why nothing was done.")
class DeveloperAnswerPayload:
    error_type: ClassVar[type[DeveloperError]] = DeveloperError

    hand_over: types.DeveloperHandOver | None = answered()
    user_errors: list[DeveloperError] = refusals()


@strawberry.input(description="What the developer is told, and which files it may see.")
class DeveloperHandOverInput:
    idempotency_key: str
    ticket_id: strawberry.ID
    expected_version: int = strawberry.field(description="The ticket's, as you last read it.")
    developer_id: strawberry.ID
    report: str
    place: str | None = strawberry.field(
        description="Where it is; the ticket's house if not given.", default=None
    )
    evidence_ids: list[strawberry.ID] = strawberry.field(
        description="Which of the ticket's attachments the developer may see.",
        default_factory=list,
    )
    component: Component | None = strawberry.field(
        description="The warranty's if not given.", default=None
    )


@strawberry.input(description="The estate does it itself after all, for a reason.")
class DeveloperTakeBackInput:
    idempotency_key: str
    hand_over_id: strawberry.ID
    expected_version: int
    reason: str


@strawberry.input(description="The developer repairs it, by a date.")
class DeveloperAcceptInput:
    idempotency_key: str
    hand_over_id: strawberry.ID
    expected_version: int
    repair_by: datetime
    note: str | None = None
    file_ids: list[strawberry.ID] = strawberry.field(
        description="Files that you have sent, as evidence.", default_factory=list
    )


@strawberry.input(description="The developer does not take it on, for a reason.")
class DeveloperRefuseInput:
    idempotency_key: str
    hand_over_id: strawberry.ID
    expected_version: int
    reason: str
    file_ids: list[strawberry.ID] = strawberry.field(
        description="Files that you have sent, as evidence.", default_factory=list
    )


@strawberry.input(description="The developer has it that the matter is not its own, for a reason.")
class DeveloperDisputeInput:
    idempotency_key: str
    hand_over_id: strawberry.ID
    expected_version: int
    reason: str
    file_ids: list[strawberry.ID] = strawberry.field(
        description="Files that you have sent, as evidence.", default_factory=list
    )


@strawberry.input(description="What was done, and when it was finished (now if not given).")
class DeveloperReportRepairInput:
    idempotency_key: str
    hand_over_id: strawberry.ID
    expected_version: int
    report: str
    finished_at: datetime | None = None
    file_ids: list[strawberry.ID] = strawberry.field(
        description="Files that you have sent, as evidence.", default_factory=list
    )


async def developer_hand_over(
    info: Info, input: DeveloperHandOverInput
) -> DeveloperHandOverPayload:
    ticket = ref_or_nobody(input.ticket_id, "Ticket")
    key = TicketRef(ticket.estate_id, new_id())

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        estate_id = ticket.estate_id
        company = key_at(estate_id, input.developer_id, "Developer", "developerId")
        if company is None:
            raise NotFound("developerId")
        files = common.evidence(input.evidence_ids, estate_id)
        new = HandOverTicket(
            ticket,
            input.expected_version,
            company,
            input.report,
            input.place,
            files,
            input.component,
            key.id,
        )
        await hand_over(actor, new, uow)

    keys = {"hand_over": key, "ticket": ticket}
    return await perform_on(info, DeveloperHandOverPayload, keys, input, work)


async def developer_take_back(info: Info, input: DeveloperTakeBackInput) -> DeveloperAnswerPayload:
    key = ref_or_nobody(input.hand_over_id, "DeveloperHandOver")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = TakeBack(key.estate_id, key.id, input.expected_version, input.reason)
        await take_back(actor, new, uow)

    return await perform_on(info, DeveloperAnswerPayload, {"hand_over": key}, input, work)


async def developer_accept(info: Info, input: DeveloperAcceptInput) -> DeveloperAnswerPayload:
    key = ref_or_nobody(input.hand_over_id, "DeveloperHandOver")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = Accept(
            key.estate_id,
            key.id,
            input.expected_version,
            input.repair_by,
            input.note,
            common.files(input.file_ids, key.estate_id),
        )
        await accept(actor, new, uow)

    return await perform_on(info, DeveloperAnswerPayload, {"hand_over": key}, input, work)


async def _decline(
    info: Info, input: DeveloperRefuseInput | DeveloperDisputeInput, *, disputed: bool
) -> DeveloperAnswerPayload:
    key = ref_or_nobody(input.hand_over_id, "DeveloperHandOver")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        files = common.files(input.file_ids, key.estate_id)
        new = Decline(key.estate_id, key.id, input.expected_version, input.reason, disputed, files)
        await decline(actor, new, uow)

    return await perform_on(info, DeveloperAnswerPayload, {"hand_over": key}, input, work)


async def developer_refuse(info: Info, input: DeveloperRefuseInput) -> DeveloperAnswerPayload:
    return await _decline(info, input, disputed=False)


async def developer_dispute(info: Info, input: DeveloperDisputeInput) -> DeveloperAnswerPayload:
    return await _decline(info, input, disputed=True)


async def developer_report_repair(
    info: Info, input: DeveloperReportRepairInput
) -> DeveloperAnswerPayload:
    key = ref_or_nobody(input.hand_over_id, "DeveloperHandOver")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = ReportRepair(
            key.estate_id,
            key.id,
            input.expected_version,
            input.report,
            input.finished_at,
            common.files(input.file_ids, key.estate_id),
        )
        await report_repair(actor, new, uow)

    return await perform_on(info, DeveloperAnswerPayload, {"hand_over": key}, input, work)


@extends(Mutation)
class HandOverMutations:
    developer_hand_over = mutation(
        developer_hand_over, STAFF, "Hand a ticket to the developer; its clocks wait (S-D8)."
    )
    developer_take_back = mutation(
        developer_take_back, STAFF, "Take a ticket back from the developer."
    )
    developer_accept = mutation(developer_accept, DEVELOPER, "Take a matter on, by a date.")
    developer_refuse = mutation(
        developer_refuse, DEVELOPER, "Refuse a matter: it is the estate's again."
    )
    developer_dispute = mutation(
        developer_dispute, DEVELOPER, "Dispute a matter: it is the estate's again."
    )
    developer_report_repair = mutation(
        developer_report_repair, DEVELOPER, "Report it repaired: it is verified together (S-G4)."
    )


__all__ = ["DeveloperAnswerPayload", "DeveloperHandOverPayload", "HandOverMutations"]
