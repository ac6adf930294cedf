"""What may be the same fault, while it is reported and in the answer to a report (S-A7)."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import strawberry

from api.graph.arguments import Arguments
from api.graph.binds import Binds, Values
from api.graph.derived import derived
from api.graph.errands import Errands, Found, errand, listed, recordset
from api.graph.fields import Row, argument
from api.mutations.tickets import estate_in, key_at
from api.queries.intake import ERRAND, REPORTERS
from api.types.incidents import LIKELY
from core.incidents.likely import Likely, Sought, likely_duplicates
from core.incidents.repository import words_of
from core.tickets import models
from core.tickets.refs import TicketRef

REPORTED = "ticket"
"""The field of a payload that names the ticket just reported."""


async def _while_reporting(
    errands: Errands, estate_id: str, content: str, house_id: str | None, first: int
) -> Sequence[Found]:
    estate = estate_in(estate_id)
    house = key_at(estate, house_id, "House", "houseId")
    found = await likely_duplicates(errands.actor, Sought(estate, content, house), errands.uow)
    return _rows(found[:first])


async def _of_ticket(errands: Errands, ticket: TicketRef) -> Sequence[Found]:
    told = await words_of(errands.uow, ticket)
    if told is None:
        return ()
    content, house_id = told
    sought = Sought(ticket.estate_id, content, house_id, ticket.id)
    return _rows((await likely_duplicates(errands.actor, sought, errands.uow))[:5])


def _rows(found: Sequence[Likely]) -> Sequence[Found]:
    return [asdict(each) for each in found]


def _likely(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    found = errand(
        binds,
        _while_reporting,
        estate_id=arguments.get("estateId").getter,
        content=arguments.get("content").getter,
        house_id=arguments.get("houseId").getter,
        first=arguments.get("first").getter,
    )
    return recordset(listed(binds, found), "likely_duplicate", **LIKELY)


def _answered(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    found = errand(
        binds,
        _of_ticket,
        needed=lambda plugins, ticket: ticket is not None,
        ticket=_reported,
    )
    return recordset(listed(binds, found), "likely_duplicate", **LIKELY)


def _reported(values: Values) -> TicketRef | None:
    key = values.keys.get(REPORTED)
    return None if key is None else TicketRef(key.estate_id, key.id)


likely: Any = derived(
    _likely,
    models.Ticket,
    weight=ERRAND,
    audiences=REPORTERS,
    arguments=(
        argument("estate_id", strawberry.ID, "The estate it is reported at."),
        argument("content", str, "The report, in the customer's words; up to 4,000 characters."),
        argument("house_id", strawberry.ID | None, "The house it is about.", None),
        argument("first", int, "At most this many, the likeliest first.", 5),
    ),
    description="Open tickets of the last 24 hours that may report the same fault (S-A7). "
    "Residents learn that and how often a fault was reported, not by whom.",
)

likely_of_report: Any = derived(
    _answered,
    models.Ticket,
    most=5,
    weight=ERRAND,
    description="Open tickets that may report the same fault; nothing is joined by itself (S-A7).",
)

__all__ = ["REPORTED", "likely", "likely_of_report"]
