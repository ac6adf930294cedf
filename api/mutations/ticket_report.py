"""ticketReport: how a ticket comes into being (S-A1 to S-A5)."""

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key
from api.graph.performing import perform_on
from api.mutations.tickets import TicketError, estate_in, key_at, keys_at
from api.queries.incidents import likely_of_report
from api.types.incidents import LikelyDuplicate
from api.types.tickets import Ticket
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.intake.presets import NOTHING_PREPARED, Preset, preset_of
from core.tickets.kinds import Channel, Kind, Nature, Severity, Urgency
from core.tickets.report import Report, report


@strawberry.type(description="The ticket, and what may report the same fault, or why not.")
class TicketReportPayload:
    error_type: ClassVar[type[TicketError]] = TicketError

    ticket: Ticket | None = answered()
    likely_duplicates: list[LikelyDuplicate] = likely_of_report
    user_errors: list[TicketError] = refusals()


@strawberry.input(
    description="What was reported. What is unknown has its reason in an `unknown…` field (S-A2)."
)
class TicketReportInput:
    idempotency_key: str
    estate_id: strawberry.ID
    kind: Kind | None = strawberry.field(
        description="Left out, it is read out of the words, for an agent to confirm (S-A4).",
        default=None,
    )
    channel: Channel
    content: str = strawberry.field(
        description="In the customer's words; left out, those of the preset.", default=""
    )
    preset_id: strawberry.ID | None = strawberry.field(
        description="A common request of the estate's: what is left out is as it says (S-A4).",
        default=None,
    )
    category_code: str | None = strawberry.field(
        description="Left out, likewise; null where no rule knows one.", default=None
    )
    nature: Nature | None = None
    urgency: Urgency | None = strawberry.field(
        description="Left out, the preset's, or as the words say, for an agent to confirm (S-A4).",
        default=None,
    )
    severity: Severity = Severity.ORDINARY
    house_id: strawberry.ID | None = None
    unknown_house: str | None = None
    place: str | None = strawberry.field(
        description="Where it is; the house, if left out.", default=None
    )
    unknown_place: str | None = None
    requester_id: strawberry.ID | None = strawberry.field(
        description="The resident it is for; residents themselves leave it out.", default=None
    )
    contact_name: str | None = None
    contact_phone: str | None = None
    unknown_contact: str | None = None
    occurred_at: datetime | None = None
    unknown_occurred: str | None = None
    received_at: datetime | None = strawberry.field(
        description="When it was first heard; now, if left out.", default=None
    )
    attachment_ids: list[strawberry.ID] = strawberry.field(
        description="Files of the caller's that have come (attachmentPrepare); up to 20.",
        default_factory=list,
    )
    received_by: strawberry.ID | None = strawberry.field(
        description="Who of the staff first heard it (S-A5).", default=None
    )


async def ticket_report(info: Info, input: TicketReportInput) -> TicketReportPayload:
    id_ = new_id()
    estate_id = estate_in(input.estate_id)

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        prepared = await _prepared(uow, estate_id, input)
        new = Report(
            id=id_,
            estate_id=estate_id,
            kind=input.kind or prepared.kind,
            channel=input.channel,
            content=input.content.strip() or prepared.content,
            category_code=input.category_code or prepared.category_code,
            nature=input.nature,
            urgency=input.urgency or prepared.urgency,
            severity=input.severity,
            house_id=key_at(estate_id, input.house_id, "House", "houseId"),
            unknown_house=input.unknown_house,
            place=input.place,
            unknown_place=input.unknown_place,
            requester_id=key_at(estate_id, input.requester_id, "Resident", "requesterId"),
            contact_name=input.contact_name,
            contact_phone=input.contact_phone,
            unknown_contact=input.unknown_contact,
            occurred_at=input.occurred_at,
            unknown_occurred=input.unknown_occurred,
            received_at=input.received_at,
            attachments=keys_at(estate_id, input.attachment_ids, "Attachment", "attachmentIds"),
            received_by=key_at(estate_id, input.received_by, "Staff", "receivedBy"),
        )
        await report(actor, new, uow)

    ticket = Key(estate_id, id_)
    return await perform_on(info, TicketReportPayload, {"ticket": ticket}, input, work)


async def _prepared(uow: UnitOfWork, estate_id: int, input: TicketReportInput) -> Preset:
    """What the preset says; nothing, without one, or where another kind is said than its."""
    preset_id = key_at(estate_id, input.preset_id, "RequestPreset", "presetId")
    if preset_id is None:
        return NOTHING_PREPARED
    found = await preset_of(uow, estate_id, preset_id)
    if input.kind not in (None, found.kind):
        return replace(found, category_code=None)
    return found


__all__ = ["TicketReportInput", "TicketReportPayload", "ticket_report"]
