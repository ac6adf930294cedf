"""The hooks: every place at which the core asks plugins. This file is the specification.

A hook is asked of the plugins that are enabled for the estate at that instant, in the order of
`priority` (the lowest first, then by plugin id). An implementation has the hook's name, takes any
of its arguments by name, is plain or `async`, and answers with one value, several, or None:

    @hook(priority=50)
    async def ticket_reporting(uow: UnitOfWork, report: Report) -> Suggestion | None: ...

Answers are values; the core folds them and does what is to be done. What an implementation writes
to the database is undone, except where writing is its work: in lifecycle hooks, and where it books.
One that raises, takes too long or answers with something else is left out and put on record; where
the hook *decides*, what was asked for is refused instead.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy

from core.notify.channel import Channel
from core.plugin.answers import (
    Attachment,
    Booked,
    Candidate,
    Deadline,
    Evidence,
    HandoverItem,
    Payer,
    PriceLine,
    Represented,
    Suggestion,
    Unsettled,
    Veto,
)

if TYPE_CHECKING:
    from uuid import UUID

    from pydantic import BaseModel

    from core.actor import Actor
    from core.db.unit_of_work import UnitOfWork
    from core.plugin.recharging import Recharge
    from core.tickets.intake import Report
    from core.tickets.refs import TicketRef

PROJECT = "guanjia"
MIDDLE = 100

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Specification:
    """The facts of a hook. `seconds` is what one implementation may take."""

    name: str
    answers: tuple[type, ...]
    decides: bool
    effects: bool
    seconds: float


_specified = pluggy.HookspecMarker(PROJECT)
_implemented = pluggy.HookimplMarker(PROJECT)
_found: dict[str, Specification] = {}


def spec(
    *answers: type, decides: bool = False, effects: bool = False, seconds: float = 1.0
) -> Callable[[F], F]:
    """Specify a hook: what it may answer, whether a failure decides, whether it may write."""

    def mark(function: F) -> F:
        assert isinstance(function, FunctionType)
        name = function.__name__
        _found[name] = Specification(name, answers, decides, effects, seconds)
        marked: F = _specified(function)
        return marked

    return mark


def hook(*, priority: int = MIDDLE) -> Callable[[F], F]:
    """Implement the hook of the function's name. Lower priorities are asked, and count, first."""

    def mark(function: F) -> F:
        function.guanjia_priority = priority  # type: ignore[attr-defined]
        marked: F = _implemented(function)
        return marked

    return mark


@spec(Evidence)
def ticket_proposing(
    uow: "UnitOfWork", actor: "Actor", estate_id: int, content: str
) -> Evidence | Sequence[Evidence] | None:
    """While kind, category and urgency are proposed from words: what speaks for which value."""


@spec(Veto, Suggestion)
def ticket_reporting(
    uow: "UnitOfWork", actor: "Actor", report: "Report"
) -> Veto | Suggestion | Sequence[Veto | Suggestion] | None:
    """Before a ticket is recorded: refuse it, or suggest better values for its fields."""


@spec(Veto)
def ticket_stepping(
    uow: "UnitOfWork", actor: "Actor", ticket: "TicketRef", action: str
) -> Veto | Sequence[Veto] | None:
    """Before a step of a ticket's life: refuse it, telling the caller why."""


@spec(Candidate)
def dispatch_candidates(
    uow: "UnitOfWork", ticket: "TicketRef", candidates: Sequence[Candidate]
) -> Candidate | Sequence[Candidate] | None:
    """While candidates for a ticket are ranked: give or take points, each with its reason."""


@spec(Deadline)
def ticket_deadlines(
    uow: "UnitOfWork", ticket: "TicketRef"
) -> Deadline | Sequence[Deadline] | None:
    """When a ticket's promises are made: propose further ones, or earlier ones, by rule."""


@spec(HandoverItem)
def handover_lines(
    uow: "UnitOfWork", estate_id: int, department_id: "UUID | None"
) -> HandoverItem | Sequence[HandoverItem] | None:
    """While a shift's list of open work is made: what else the next shift must know of."""


@spec(PriceLine, decides=True)
def price_lines(uow: "UnitOfWork", ticket: "TicketRef") -> PriceLine | Sequence[PriceLine] | None:
    """When the work on a ticket is priced: the lines this plugin charges; without all, no price."""


@spec(Payer)
def ticket_payer(uow: "UnitOfWork", ticket: "TicketRef") -> Payer | None:
    """When the work on a ticket is priced: who pays for it, and why; the first answer counts."""


@spec(Booked, Veto, decides=True, effects=True, seconds=5.0)
def recharge_agreed(uow: "UnitOfWork", recharge: "Recharge") -> Booked | Veto | None:
    """When somebody outside has agreed to a cost: book it; the first answer counts, writes stay."""


@spec(Booked, Veto, decides=True, effects=True, seconds=5.0)
def recharge_withdrawn(
    uow: "UnitOfWork", recharge: "Recharge", reason: str
) -> Booked | Veto | None:
    """When an agreed cost is disputed or withdrawn: reverse what was booked, unless it was paid."""


@spec(Represented)
def partner_persons(
    uow: "UnitOfWork", estate_id: int, account_id: "UUID"
) -> Represented | Sequence[Represented] | None:
    """When a partner's rights are read: whom else the account stands for at the estate."""


@spec(Channel)
def notification_channels() -> Channel | Sequence[Channel] | None:
    """When a message is to be sent: the ways to reach people that this plugin adds."""


@spec(decides=True, effects=True, seconds=30.0)
def plugin_enabling(uow: "UnitOfWork", estate_id: int, configuration: "BaseModel") -> None:
    """In the transaction that switches this plugin on for an estate: set up what it needs."""


@spec(decides=True, effects=True, seconds=30.0)
def plugin_disabling(uow: "UnitOfWork", estate_id: int) -> None:
    """In the transaction that switches this plugin off: settle what is open; data stays."""


@spec(decides=True, effects=True, seconds=30.0)
def estate_cloning(uow: "UnitOfWork", source_id: int, target_id: int) -> None:
    """When an estate is opened after another's model: copy what is set up, never what happened."""


@spec(Attachment, decides=True, effects=True, seconds=300.0)
def estate_exporting(uow: "UnitOfWork", estate_id: int) -> Attachment | Sequence[Attachment] | None:
    """When an estate's data is exported: what belongs to it beside this plugin's table rows."""


@spec(Unsettled, decides=True, effects=True, seconds=30.0)
def estate_unsettled(uow: "UnitOfWork", estate_id: int) -> Unsettled | Sequence[Unsettled] | None:
    """Before an estate is erased: what is still open there, so that it is not erased unawares."""


@spec(decides=True, effects=True, seconds=300.0)
def estate_erasing(uow: "UnitOfWork", estate_id: int) -> None:
    """Before this plugin's rows of an estate are erased: erase what it keeps beside them."""


SPECIFICATIONS: Mapping[str, Specification] = dict(_found)
"""The facts of every hook by name."""

__all__ = [
    "MIDDLE",
    "PROJECT",
    "SPECIFICATIONS",
    "Specification",
    "dispatch_candidates",
    "estate_cloning",
    "estate_erasing",
    "estate_exporting",
    "estate_unsettled",
    "handover_lines",
    "hook",
    "notification_channels",
    "partner_persons",
    "plugin_disabling",
    "plugin_enabling",
    "price_lines",
    "recharge_agreed",
    "recharge_withdrawn",
    "spec",
    "ticket_deadlines",
    "ticket_payer",
    "ticket_proposing",
    "ticket_reporting",
    "ticket_stepping",
]
