"""developerRegister, developerAdmit, developerDismiss, warrantyTermSet, warrantyTermEnd,
warrantyStartSet, warrantyDismiss."""

from datetime import date
from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.extend import (
    Key,
    Keys,
    Mutation,
    answered,
    estate_in,
    extends,
    key_at,
    mutation,
    perform,
    perform_on,
    ref_or_nobody,
    refusals,
)
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.tickets.refs import TicketRef
from plugins.developer_escalation.graphql import types
from plugins.developer_escalation.graphql.performing import STAFF, DeveloperError, account
from plugins.developer_escalation.partners.admit import Admission, admit, dismiss
from plugins.developer_escalation.partners.register import RegisterDeveloper, register
from plugins.developer_escalation.warranty.kinds import Component
from plugins.developer_escalation.warranty.recognise import DismissWarranty, dismiss_warranty
from plugins.developer_escalation.warranty.set_start import SetStart, set_start
from plugins.developer_escalation.warranty.set_term import EndTerm, SetTerm, end_term, set_term


@strawberry.type(description="The developer as it now is, or why nothing was done.")
class DeveloperPayload:
    error_type: ClassVar[type[DeveloperError]] = DeveloperError

    developer: types.Developer | None = answered()
    user_errors: list[DeveloperError] = refusals()


@strawberry.type(description="The term as it now is, or why nothing was done.")
class WarrantyTermPayload:
    error_type: ClassVar[type[DeveloperError]] = DeveloperError

    warranty_term: types.WarrantyTerm | None = answered()
    user_errors: list[DeveloperError] = refusals()


@strawberry.type(description="The day as it is now kept, or why nothing was done.")
class WarrantyStartPayload:
    error_type: ClassVar[type[DeveloperError]] = DeveloperError

    warranty_start: types.WarrantyStart | None = answered()
    user_errors: list[DeveloperError] = refusals()


@strawberry.type(description="What was found of the ticket, or why nothing was done.")
class WarrantyPayload:
    error_type: ClassVar[type[DeveloperError]] = DeveloperError

    warranty: types.Warranty | None = answered()
    user_errors: list[DeveloperError] = refusals()


@strawberry.input(description="A company, and how its customer service is reached.")
class DeveloperRegisterInput:
    idempotency_key: str
    estate_id: strawberry.ID
    name: str
    service_line: str | None = None


@strawberry.input(description="A partner's account becomes one of the developer's people.")
class DeveloperAdmitInput:
    idempotency_key: str
    developer_id: strawberry.ID
    account_id: strawberry.ID


@strawberry.input(description="An account is one of the developer's people no longer.")
class DeveloperDismissInput:
    idempotency_key: str
    developer_id: strawberry.ID
    account_id: strawberry.ID


@strawberry.input(description="For how long the developer answers for what.")
class WarrantyTermSetInput:
    idempotency_key: str
    developer_id: strawberry.ID
    component: Component
    categories: list[str]
    months: int
    building_id: strawberry.ID | None = strawberry.field(
        description="Of all buildings if not given.", default=None
    )
    valid_from: date | None = strawberry.field(
        description="For tickets received from this day on; today if not given.", default=None
    )
    note: str | None = None


@strawberry.input(description="Tickets received from a day on are not under the term.")
class WarrantyTermEndInput:
    idempotency_key: str
    warranty_term_id: strawberry.ID
    expected_version: int
    valid_to: date


@strawberry.input(description="The day a house, a building, or (neither) the estate was given.")
class WarrantyStartSetInput:
    idempotency_key: str
    estate_id: strawberry.ID
    starts_on: date
    building_id: strawberry.ID | None = None
    house_id: strawberry.ID | None = None


@strawberry.input(description="A ticket within a warranty stays with the estate, for a reason.")
class WarrantyDismissInput:
    idempotency_key: str
    ticket_id: strawberry.ID
    expected_version: int = strawberry.field(description="The warranty's, as you last read it.")
    reason: str


async def developer_register(info: Info, input: DeveloperRegisterInput) -> DeveloperPayload:
    key = TicketRef(estate_in(input.estate_id), new_id())

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = RegisterDeveloper(key.estate_id, input.name, input.service_line, key.id)
        await register(actor, new, uow)

    return await perform_on(info, DeveloperPayload, {"developer": key}, input, work)


async def developer_admit(info: Info, input: DeveloperAdmitInput) -> DeveloperPayload:
    key = ref_or_nobody(input.developer_id, "Developer")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        await admit(actor, Admission(key.estate_id, key.id, account(input.account_id)), uow)

    return await perform_on(info, DeveloperPayload, {"developer": key}, input, work)


async def developer_dismiss(info: Info, input: DeveloperDismissInput) -> DeveloperPayload:
    key = ref_or_nobody(input.developer_id, "Developer")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = Admission(key.estate_id, key.id, account(input.account_id))
        await dismiss(actor, new, uow)

    return await perform_on(info, DeveloperPayload, {"developer": key}, input, work)


async def warranty_term_set(info: Info, input: WarrantyTermSetInput) -> WarrantyTermPayload:
    company = ref_or_nobody(input.developer_id, "Developer")
    key = TicketRef(company.estate_id, new_id())

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        building = key_at(key.estate_id, input.building_id, "Building", "buildingId")
        new = SetTerm(
            key.estate_id,
            company.id,
            input.component,
            tuple(input.categories),
            input.months,
            building,
            input.valid_from,
            input.note,
            key.id,
        )
        await set_term(actor, new, uow)

    return await perform_on(info, WarrantyTermPayload, {"warranty_term": key}, input, work)


async def warranty_term_end(info: Info, input: WarrantyTermEndInput) -> WarrantyTermPayload:
    key = ref_or_nobody(input.warranty_term_id, "WarrantyTerm")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = EndTerm(key.estate_id, key.id, input.expected_version, input.valid_to)
        await end_term(actor, new, uow)

    return await perform_on(info, WarrantyTermPayload, {"warranty_term": key}, input, work)


async def warranty_start_set(info: Info, input: WarrantyStartSetInput) -> WarrantyStartPayload:
    estate_id = estate_in(input.estate_id)

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        building = key_at(estate_id, input.building_id, "Building", "buildingId")
        house = key_at(estate_id, input.house_id, "House", "houseId")
        new = SetStart(estate_id, input.starts_on, building, house)
        return {"warranty_start": Key(estate_id, await set_start(actor, new, uow))}

    return await perform(info, WarrantyStartPayload, estate_id, input, work)


async def warranty_dismiss(info: Info, input: WarrantyDismissInput) -> WarrantyPayload:
    ticket = ref_or_nobody(input.ticket_id, "Ticket")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = DismissWarranty(ticket, input.expected_version, input.reason)
        return {"warranty": Key(ticket.estate_id, await dismiss_warranty(actor, new, uow))}

    return await perform(info, WarrantyPayload, ticket.estate_id, input, work)


@extends(Mutation)
class SettingMutations:
    developer_register = mutation(developer_register, STAFF, "Put a developer on record.")
    developer_admit = mutation(
        developer_admit, STAFF, "An account becomes one of a developer's people."
    )
    developer_dismiss = mutation(
        developer_dismiss, STAFF, "An account is one of a developer's people no longer."
    )
    warranty_term_set = mutation(warranty_term_set, STAFF, "Set a warranty term.")
    warranty_term_end = mutation(warranty_term_end, STAFF, "End a warranty term.")
    warranty_start_set = mutation(
        warranty_start_set, STAFF, "Say from which day warranties run for a place."
    )
    warranty_dismiss = mutation(
        warranty_dismiss, STAFF, "Decide that a ticket within a warranty is not handed over."
    )


__all__ = [
    "DeveloperPayload",
    "SettingMutations",
    "WarrantyPayload",
    "WarrantyStartPayload",
    "WarrantyTermPayload",
]
