"""What the mutations on tickets share: their payload, their errors, and the keys they take."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

import strawberry
from strawberry.types.info import Info

from api.graph.entity import GlobalId
from api.graph.fields import answered, refusals
from api.graph.payloads import UserError, code_of, error_codes
from api.graph.performing import perform_on
from api.types.tickets import Survey, Ticket
from core.actor import Actor
from core.complaints.errors import ComplaintCode
from core.db.unit_of_work import UnitOfWork
from core.errors import Code, GuanjiaError, NotFound
from core.files.errors import FileCode
from core.surveys.errors import SurveyCode
from core.text import TextCode
from core.tickets.errors import StepNotAllowed, TicketCode
from core.tickets.refs import TicketRef
from core.tickets.transitions import Action

TicketErrorCode = error_codes(
    "TicketErrorCode", Code, TextCode, TicketCode, ComplaintCode, FileCode, SurveyCode
)


@strawberry.type(description="Why a mutation on a ticket was refused.")
class TicketError(UserError):
    code: Any = code_of(TicketErrorCode)
    allowed_actions: list[Action] | None = strawberry.field(
        description="For STEP_NOT_ALLOWED: what the caller may do with the ticket now.",
        default=None,
    )

    @classmethod
    def of(cls, refused: GuanjiaError, message: str) -> Self:
        told = super().of(refused, message)
        if isinstance(refused, StepNotAllowed):
            told.allowed_actions = [Action(each) for each in refused.allowed]
        return told


@strawberry.type(description="The ticket as it now is, or why nothing was done.")
class TicketPayload:
    error_type: ClassVar[type[TicketError]] = TicketError

    ticket: Ticket | None = answered()
    user_errors: list[TicketError] = refusals()


@strawberry.type(description="The survey and its ticket as they now are, or why nothing was done.")
class SurveyPayload:
    error_type: ClassVar[type[TicketError]] = TicketError

    survey: Survey | None = answered()
    ticket: Ticket | None = answered()
    user_errors: list[TicketError] = refusals()


def ref(id_: str, type_name: str, field: str) -> TicketRef:
    """The key in a global id of `type_name`. Anything else is NOT_FOUND, as if it were gone."""
    try:
        found = GlobalId.parse(id_)
        if found.type != type_name or found.estate is None:
            raise NotFound(field)
        return TicketRef(found.estate, found.uuid())
    except GuanjiaError:
        raise NotFound(field) from None


def key_at(estate_id: int, id_: str | None, type_name: str, field: str) -> UUID | None:
    """The row id in an optional global id, which must be of the same estate."""
    if id_ is None:
        return None
    found = ref(id_, type_name, field)
    if found.estate_id != estate_id:
        raise NotFound(field)
    return found.id


def keys_at(estate_id: int, ids: Iterable[str], type_name: str, field: str) -> tuple[UUID, ...]:
    """The row ids in global ids, which must be of the same estate."""
    found = (key_at(estate_id, each, type_name, field) for each in ids)
    return tuple(each for each in found if each is not None)


@strawberry.input
class StepInput:
    """What every step on an existing ticket takes."""

    idempotency_key: str = strawberry.field(
        description="1 to 128 characters of your making; the same key is carried out once."
    )
    ticket_id: strawberry.ID
    expected_version: int = strawberry.field(description="The version you last read.")


NOBODY = UUID(int=0)


def estate_in(id_: str) -> int:
    """The estate of an `Estate:` id; 0, which is nobody's, where it is none."""
    try:
        found = GlobalId.parse(id_)
    except GuanjiaError:
        return 0
    number = found.key if found.type == "Estate" and found.estate is None else ""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0


def ref_or_nobody(id_: str, type_name: str) -> TicketRef:
    """The key in a global id; one that nobody can reach where it is none of `type_name`."""
    try:
        return ref(id_, type_name, "id")
    except NotFound:
        return TicketRef(0, NOBODY)


Step = Callable[[Actor, TicketRef, UnitOfWork], Awaitable[None]]


async def step(info: Info, input: StepInput, work: Step) -> TicketPayload:
    """Run one step of a ticket's life."""
    ticket = ref_or_nobody(input.ticket_id, "Ticket")

    async def run(actor: Actor, uow: UnitOfWork) -> None:
        await work(actor, ticket, uow)

    return await perform_on(info, TicketPayload, {"ticket": ticket}, input, run)


__all__ = [
    "StepInput",
    "SurveyPayload",
    "TicketError",
    "TicketErrorCode",
    "TicketPayload",
    "estate_in",
    "key_at",
    "keys_at",
    "ref",
    "ref_or_nobody",
    "step",
]
