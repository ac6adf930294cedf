"""Saying that somebody on record is an account's person: one account at several estates (S-K1)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, update

from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.models import Resident
from core.estates.rights import bump
from core.staff.models import Staff
from tenants.models import AccountAction
from tenants.reach import Authority, require_over
from tenants.record import record
from tenants.roles import Permission, permitted

PEOPLE: dict[Audience, type[Staff] | type[Resident]] = {
    Audience.STAFF: Staff,
    Audience.RESIDENT: Resident,
}
"""Whose rows an account can be the account of."""


@dataclass(frozen=True, slots=True)
class LinkPerson:
    """The `(estate, id)` of a staff or resident row that is this account's person."""

    account_id: UUID
    estate_id: int
    person_id: UUID


async def link_person(actor: Actor, new: LinkPerson, uow: UnitOfWork) -> None:
    """Link the person: with the account's next statement what is theirs there is the account's.

    What they may do there is for grants to say. Raises `NotFound` for accounts and people that
    are not there, not the actor's to manage, or another account's. The transaction must be one of
    `administering`.
    """
    await bump(uow, actor.group_id, [new.account_id])
    authority = await Authority.of(uow, actor)
    account = await require_over(uow, authority, new.account_id)
    await join_person(uow, actor, new, account["audience"])
    record(
        uow,
        actor.group_id,
        new.account_id,
        AccountAction.PERSON_LINKED,
        by=actor,
        estate=new.estate_id,
        person=str(new.person_id),
    )


async def join_person(
    uow: UnitOfWork, actor: Actor, new: LinkPerson, audience: Audience, field: str = "personId"
) -> None:
    """Write the link; the account's rights must have been raised before. Raises `NotFound`."""
    model = PEOPLE.get(audience)
    over_all = permitted(actor, Permission.MANAGE_ACCOUNTS)
    if model is None or not (
        over_all or permitted(actor, Permission.MANAGE_ACCOUNTS, new.estate_id)
    ):
        raise NotFound(field)
    linked = await uow.execute(
        update(model)
        .where(
            model.estate_id == new.estate_id,
            model.id == new.person_id,
            or_(model.account_id.is_(None), model.account_id == new.account_id),
        )
        .values(account_id=new.account_id)
    )
    if linked.rowcount != 1:
        raise NotFound(field)


__all__ = ["LinkPerson", "join_person", "link_person"]
