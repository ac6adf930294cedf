"""Who a developer's people are, and telling them."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import RowMapping, select

from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.notify.tell import Recipient, Telling, tell
from plugins.developer_escalation.partners.models import Developer, Member


async def developer(uow: UnitOfWork, estate_id: int, id_: UUID) -> RowMapping:
    """A developer's group, name and version. Raises `NotFound`."""
    row = await uow.row(
        select(Developer.group_id, Developer.id, Developer.name, Developer.version).where(
            Developer.estate_id == estate_id, Developer.id == id_
        )
    )
    if row is None:
        raise NotFound("developerId")
    return row


async def people_of(uow: UnitOfWork, estate_id: int, partner_id: UUID) -> tuple[UUID, ...]:
    """The accounts of a developer's people, in order."""
    found = await uow.execute(
        select(Member.account_id)
        .where(
            Member.estate_id == estate_id,
            Member.partner_id == partner_id,
            Member.left_at.is_(None),
        )
        .order_by(Member.account_id)
    )
    return tuple(found.scalars())


async def companies_of(uow: UnitOfWork, estate_id: int, account_id: UUID) -> tuple[UUID, ...]:
    """The developers whose people an account is one of."""
    found = await uow.execute(
        select(Member.partner_id)
        .where(
            Member.estate_id == estate_id,
            Member.account_id == account_id,
            Member.left_at.is_(None),
        )
        .order_by(Member.partner_id)
    )
    return tuple(found.scalars())


async def tell_people(
    uow: UnitOfWork,
    group_id: int,
    estate_id: int,
    partner_id: UUID,
    template: str,
    key: str,
    values: Mapping[str, str],
) -> int:
    """Tell each of a developer's people, once for the key; how many there are."""
    people = await people_of(uow, estate_id, partner_id)
    for account_id in people:
        await tell(
            uow,
            Telling(
                group_id,
                estate_id,
                f"developer_escalation.{template}",
                Recipient.account(account_id),
                key=f"developer_escalation.{template}:{key}:{account_id}",
                values=values,
            ),
        )
    return len(people)


__all__ = ["companies_of", "developer", "people_of", "tell_people"]
