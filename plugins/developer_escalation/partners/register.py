"""Putting a developer on record."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.tickets.rules import NAME_MOST
from plugins.developer_escalation import rights
from plugins.developer_escalation.errors import DeveloperCode, refuse
from plugins.developer_escalation.partners.models import Developer


@dataclass(frozen=True, slots=True)
class RegisterDeveloper:
    """A company, and how its customer service is reached."""

    estate_id: int
    name: str
    service_line: str | None = None
    id: UUID = field(default_factory=new_id)


async def register(actor: Actor, new: RegisterDeveloper, uow: UnitOfWork) -> None:
    """Put it on record. Raises `NotFound`, DEVELOPER_EXISTS and `TextCode` refusals."""
    rights.require(actor, new.estate_id, rights.PARTNER)
    name = text.required("name", new.name, NAME_MOST)
    known = select(Developer.id).where(Developer.estate_id == new.estate_id, Developer.name == name)
    if await uow.row(known) is not None:
        raise refuse(DeveloperCode.DEVELOPER_EXISTS, "name")
    uow.add(
        Developer,
        group_id=actor.group_id,
        estate_id=new.estate_id,
        id=new.id,
        name=name,
        service_line=text.optional("serviceLine", new.service_line, NAME_MOST),
        registered_at=uow.now,
        registered_by=actor.account_id,
    )


__all__ = ["RegisterDeveloper", "register"]
