"""Costs that somebody outside owes by agreement, and whoever keeps the books, if anybody does.

The plugin that claims asks here, so that the one that keeps a ledger at the estate may book what
was agreed; what then becomes of it is told by an event (`SETTLED`, `CANCELLED`), whose subject is
the recharge. Neither knows of the other, and each does without it.
"""

from dataclasses import dataclass
from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.plugin import hooks
from core.plugin.answers import Booked, Veto
from core.plugin.fold import Answer, entrust
from core.tickets.refs import TicketRef

SETTLED = "recharge.settled"
"""All of it was paid."""

CANCELLED = "recharge.cancelled"
"""Who keeps the books has taken it out again."""


@dataclass(frozen=True, slots=True)
class Recharge:
    """`amount` fen for a ticket that `debtor` has agreed to owe. `id` stays the same however often
    it is asked about; `by` is the account that brought it about."""

    id: UUID
    group_id: int
    ticket: TicketRef
    debtor_id: UUID
    debtor: str
    title: str
    amount: int
    by: UUID | None = None

    @property
    def estate_id(self) -> int:
        """The ticket's estate."""
        return self.ticket.estate_id


async def agreed(uow: UnitOfWork, recharge: Recharge) -> Answer | None:
    """Have it booked: whose answer, with a `Booked` or a `Veto`; None where nobody keeps books.

    The scope has to be the system's at the estate. Raises `PluginFailed`.
    """
    return await entrust(uow.plan, hooks.recharge_agreed, uow, recharge=recharge)


async def withdrawn(uow: UnitOfWork, recharge: Recharge, reason: str) -> Veto | None:
    """Have it taken out of the books again; the veto of who cannot, for it was paid.

    The scope has to be the system's at the estate. Raises `PluginFailed`.
    """
    asked = {"recharge": recharge, "reason": reason}
    found = await entrust(uow.plan, hooks.recharge_withdrawn, uow, **asked)
    return found.value if found is not None and isinstance(found.value, Veto) else None


def tell(uow: UnitOfWork, topic: str, group_id: int, estate_id: int, recharge_id: UUID) -> None:
    """Say what became of a recharge that was booked: `SETTLED` or `CANCELLED`."""
    uow.emit(topic, group_id=group_id, estate_id=estate_id, subject_id=recharge_id)


__all__ = ["CANCELLED", "SETTLED", "Booked", "Recharge", "agreed", "tell", "withdrawn"]
