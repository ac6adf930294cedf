"""What the mutations on staff share: their payloads, their errors, and how they are run."""

from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, Protocol, Self

import strawberry
from strawberry.types.info import Info

from api.graph.entity import global_id
from api.graph.fields import answered, refusals
from api.graph.payloads import UserError, code_of, error_codes
from api.graph.performing import perform_on
from api.mutations.tickets import ref_or_nobody
from api.types.staff import Department, Staff
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Code, GuanjiaError
from core.staff.errors import StaffCode, TicketsStillOpen
from core.text import TextCode
from core.tickets.errors import TicketCode
from core.tickets.refs import TicketRef

StaffErrorCode = error_codes("StaffErrorCode", Code, TextCode, StaffCode, TicketCode)


@strawberry.type(description="Why a mutation on staff was refused.")
class StaffError(UserError):
    code: Any = code_of(StaffErrorCode)
    tickets: list[strawberry.ID] | None = strawberry.field(
        description="For TICKETS_STILL_OPEN: those nobody was named for, up to 200.", default=None
    )

    @classmethod
    def of(cls, refused: GuanjiaError, message: str) -> Self:
        told = super().of(refused, message)
        if isinstance(refused, TicketsStillOpen):
            ids = (global_id("Ticket", refused.estate_id, each) for each in refused.tickets)
            told.tickets = [strawberry.ID(each) for each in ids]
        return told


@strawberry.type(description="The person as they now are, or why nothing was done.")
class StaffPayload:
    error_type: ClassVar[type[StaffError]] = StaffError

    staff: Staff | None = answered()
    user_errors: list[StaffError] = refusals()


@strawberry.type(description="The department as it now is, or why nothing was done.")
class DepartmentPayload:
    error_type: ClassVar[type[StaffError]] = StaffError

    department: Department | None = answered()
    user_errors: list[StaffError] = refusals()


class _OnStaff(Protocol):
    idempotency_key: str
    staff_id: strawberry.ID


Work = Callable[[Actor, TicketRef, UnitOfWork], Awaitable[object]]


async def on_staff(info: Info, input: _OnStaff, work: Work) -> StaffPayload:
    """Run a use case on somebody who is on the staff, and answer with them."""
    staff = ref_or_nobody(input.staff_id, "Staff")

    async def run(actor: Actor, uow: UnitOfWork) -> None:
        await work(actor, staff, uow)

    return await perform_on(info, StaffPayload, {"staff": staff}, input, run)


__all__ = ["DepartmentPayload", "StaffError", "StaffErrorCode", "StaffPayload", "on_staff"]
