"""The list of open work, before it is signed: from live data, plugins asked (S-M1)."""

from collections.abc import Sequence
from typing import Any

import strawberry

from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.connection import Connection
from api.graph.derived import derived
from api.graph.entity import GlobalId
from api.graph.errands import Errands, Found, errand, listed, recordset
from api.graph.fields import INSIDE, Order, Row, argument, connection
from api.mutations.tickets import estate_in
from api.queries.intake import ERRAND
from api.types.handovers import LINE, Handover, HandoverLine
from core.actor import Audience
from core.errors import GuanjiaError
from core.handover import models
from core.handover.open_work import MOST_LINES, open_work

STAFF = frozenset({Audience.STAFF})


async def _offer(errands: Errands, estate_id: str, department_id: str | None) -> Sequence[Found]:
    uow, estate = errands.uow, estate_in(estate_id)
    department = None if department_id is None else _department(estate, department_id)
    if estate not in uow.scope.estates or (department_id is not None and department is None):
        return ()
    uow.plan = errands.plugins(estate)
    names = [name for name in LINE if name not in ("group_id", "estate_id")]
    return [
        {
            "group_id": errands.actor.group_id,
            "estate_id": estate,
            **{name: getattr(line, name) for name in names},
        }
        for line in await open_work(uow, estate, department)
    ]


def _department(estate: int, id_: str) -> Any:
    try:
        found = GlobalId.parse(id_)
        return found.uuid() if found.type == "Department" and found.estate == estate else None
    except GuanjiaError:
        return None


def _lines(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    found = errand(
        binds,
        _offer,
        estate_id=arguments.get("estateId").getter,
        department_id=arguments.get("departmentId").getter,
    )
    return recordset(listed(binds, found), "handover_offer", **LINE)


@strawberry.type
class HandoverQueries:
    """Handing a shift over."""

    handover_offer: list[HandoverLine] = derived(
        _lines,
        models.HandoverLine,
        most=MOST_LINES,
        weight=ERRAND,
        audiences=STAFF,
        arguments=(
            argument("estate_id", strawberry.ID, "The estate."),
            argument("department_id", strawberry.ID | None, "Left out: the whole estate.", None),
        ),
        description="What is still open now: what `handoverOpen` would sign for (S-M1).",
    )
    handovers: Connection[Handover] = connection(
        order=[Order("opened_at", descending=True)], audiences=INSIDE
    )


__all__ = ["HandoverQueries"]
