"""Lending a key for a ticket, and having it back."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.refs import TicketRef
from tests.plugins_for_tests.keys.models import HouseKey, KeyState
from tests.plugins_for_tests.keys.rules import KeyCode, refuse, require_keeper

RETURN_DUE = "keys.return_due"


async def lend(actor: Actor, key_id: UUID, ticket: TicketRef, hours: int, uow: UnitOfWork) -> None:
    """Lend a key for a ticket, to be back in so many hours. Raises KEY_NOT_HERE."""
    require_keeper(actor, ticket.estate_id)
    due = uow.now + timedelta(hours=hours)
    statement = (
        update(HouseKey)
        .where(
            HouseKey.estate_id == ticket.estate_id,
            HouseKey.id == key_id,
            HouseKey.state == KeyState.IN_CUSTODY,
        )
        .values(state=KeyState.LENT, ticket_id=ticket.id, due_back_at=due, missed_at=None)
        .returning(HouseKey.group_id)
    )
    lent = await uow.row(statement)
    if lent is None:
        raise refuse(KeyCode.KEY_NOT_HERE, "keyId")
    keys = {"group_id": lent["group_id"], "estate_id": ticket.estate_id}
    uow.set_timer(RETURN_DUE, f"{key_id}:{due.isoformat()}", due, **keys, key_id=str(key_id))


async def give_back(actor: Actor, estate_id: int, key_id: UUID, uow: UnitOfWork) -> None:
    """Put a key back into custody. Raises KEY_NOT_HERE for one that is not out."""
    require_keeper(actor, estate_id)
    statement = (
        update(HouseKey)
        .where(
            HouseKey.estate_id == estate_id,
            HouseKey.id == key_id,
            HouseKey.state == KeyState.LENT,
        )
        .values(state=KeyState.IN_CUSTODY, ticket_id=None, due_back_at=None)
        .returning(HouseKey.id)
    )
    if await uow.row(statement) is None:
        raise refuse(KeyCode.KEY_NOT_HERE, "keyId")
