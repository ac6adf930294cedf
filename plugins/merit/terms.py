"""What an estate sets by code, version by version: rules and indicators."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, Invalid
from core.ids import new_id
from plugins.merit.appraisals.models import MeritIndicator
from plugins.merit.facts.models import MeritRule

Coded = type[MeritRule] | type[MeritIndicator]
BY_CODE = ("estate_id", "code")


async def set_terms(
    uow: UnitOfWork,
    model: Coded,
    actor: Actor,
    estate_id: int,
    columns: Mapping[str, Any],
    expected: int | None,
) -> UUID:
    """Write the first terms of a code (`expected` is None), or its next ones; its row's id.

    Of several callers that write the first terms of one code at once, one does; the others wait
    for it and get `Conflict`, as do those who have not seen the latest terms. Raises `Invalid`
    where there is nothing of this code to change.
    """
    values = {**columns, "set_at": uow.now, "set_by": actor.account_id}
    if expected is None:
        tenant = {"group_id": actor.group_id, "estate_id": estate_id, "version": 1}
        made = insert(model).values(**tenant, **values, id=new_id())
        first = made.on_conflict_do_nothing(index_elements=BY_CODE).returning(model.id)
        written: UUID | None = (await uow.execute(first)).scalar_one_or_none()
        if written is not None:
            return written
    row = await uow.row(
        select(model.id, model.version)
        .where(model.estate_id == estate_id, model.code == columns["code"])
        .with_for_update()
    )
    if row is None:
        raise Invalid("expectedVersion", "there is nothing of this code yet")
    seen: int = row["version"]
    if seen != expected:
        raise Conflict(seen)
    await uow.execute(
        update(model)
        .where(model.estate_id == estate_id, model.id == row["id"])
        .values(**values, version=seen + 1)
    )
    changed: UUID = row["id"]
    return changed


async def begin_with(
    uow: UnitOfWork,
    model: Coded,
    group_id: int,
    estate_id: int,
    shipped: Sequence[Mapping[str, Any]],
) -> None:
    """Give an estate the shipped terms of the codes that it has not got yet."""
    tenant = {"group_id": group_id, "estate_id": estate_id, "version": 1, "set_at": uow.now}
    rows = [{**tenant, **columns, "id": new_id()} for columns in shipped]
    await uow.execute(insert(model).values(rows).on_conflict_do_nothing(index_elements=BY_CODE))


__all__ = ["BY_CODE", "Coded", "begin_with", "set_terms"]
