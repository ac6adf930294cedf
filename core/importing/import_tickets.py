"""Taking tickets over from another system's file, once each, however often it is run."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from itertools import islice
from pathlib import Path
from uuid import UUID

from core.actor import Actor
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.errors import Code, GuanjiaError
from core.estates.repository import EstateFacts, estate_facts
from core.importing import repository
from core.importing.draft import Draft
from core.importing.errors import ImportCode, ImportRefused
from core.importing.judge import Categories, Judge, Verdict
from core.importing.mapping import Mapping as Declaration
from core.importing.rejects import reject_file
from core.importing.rows import Taking, Values, bases, clock_rows, event_rows, ticket_row
from core.importing.source import Source
from core.importing.tally import Tally
from core.sla.keep import DUE
from core.sla.models import Clock
from core.sla.policy import COMPLETION
from core.tickets.models import Ticket, TicketEvent
from core.tickets.number import ticket_number

AT_ONCE = 1000
"""Rows a transaction."""

NUMBERS_TRIED = 5


async def import_tickets(
    database: Database,
    actor: Actor,
    estate_id: int,
    source: Source,
    mapping: Declaration,
    reject: Path,
    on_progress: Callable[[int], None],
) -> Tally:
    """Take over every row that can be; write the others, and notes, to `reject`.

    Each transaction takes some rows whole: ticket, history, clock. Stopped at any moment, the next
    run finds by their source keys those that are there, and goes on. `on_progress` is told how
    many rows are done with. The actor must be the system's, at that estate.

    Raises `ImportRefused` for what stands in the way of the whole file.
    """
    scope = Scope.of(actor, (estate_id,))
    async with unit_of_work(database, scope) as uow:
        estate = await estate_facts(uow, estate_id)
        categories = await repository.categories(uow, estate.group_id)
        now = uow.now
        there = await repository.known(uow, estate_id, mapping.source)
    _check(estate, categories, mapping)
    judge = Judge(mapping, source.header, categories, now)
    taking = Taking(actor, estate, now, mapping.note)
    tally = Tally(source.count, source.blank_lines)
    with reject_file(reject, source) as rejects:
        async with aclosing(_judged(judge, source)) as batches:
            async for verdicts in batches:
                fresh = [
                    verdict.draft
                    for verdict in verdicts
                    if verdict.draft is not None and verdict.draft.source_key not in there
                ]
                async with unit_of_work(database, scope) as uow:
                    placed = await _place(uow, taking, mapping.source, fresh)
                for verdict in verdicts:
                    tally.add(verdict, placed)
                    if verdict.findings:
                        rejects.write(verdict)
                on_progress(len(verdicts))
        if not tally.balanced:
            raise ImportRefused(
                ImportCode.FILE_CHANGED,
                f"{source.path} changed while it was read.",
                "Run it again: what was taken stays, and is not taken twice.",
            )
    return tally


async def _judged(judge: Judge, source: Source) -> AsyncGenerator[list[Verdict]]:
    """The rows some at a time, the next ones being judged while the caller writes."""
    rows = source.rows()

    def some() -> list[Verdict]:
        return [judge.judge(row) for row in islice(rows, AT_ONCE)]

    ahead = asyncio.create_task(asyncio.to_thread(some))
    try:
        while verdicts := await ahead:
            ahead = asyncio.create_task(asyncio.to_thread(some))
            yield verdicts
    finally:
        await asyncio.wait([ahead])


async def _place(uow: UnitOfWork, taking: Taking, source: str, drafts: Sequence[Draft]) -> set[str]:
    """Write the drafts, each with all that belongs to it; returns the keys of those written.

    Those that somebody else took over meanwhile are left as they are.
    """
    if not drafts:
        return set()
    await repository.one_at_a_time(uow, taking.estate.id, source)
    tickets = {draft.source_key: ticket_row(taking, draft) for draft in drafts}
    ids = await _insert_tickets(uow, taking, tickets)
    events: list[Values] = []
    clocks: list[Values] = []
    for draft in drafts:
        ticket_id = ids.get(draft.source_key)
        if ticket_id is None:
            continue
        events += event_rows(taking, draft, ticket_id)
        clocks += clock_rows(taking, draft, ticket_id)
    shared = bases(taking)
    await repository.insert_rows(uow, TicketEvent, shared[TicketEvent], events)
    await repository.insert_rows(uow, Clock, shared[Clock], clocks)
    for clock in clocks:
        if clock["stopped_at"] is None and clock["broken_at"] is None:
            _wake(uow, taking, clock)
    return set(ids)


async def _insert_tickets(
    uow: UnitOfWork, taking: Taking, tickets: Mapping[str, Values]
) -> dict[str, UUID]:
    """Write tickets, drawing again where a number is taken; returns the ids of those written."""
    estate, base = taking.estate, bases(taking)[Ticket]
    ids: dict[str, UUID] = {}
    waiting = dict(tickets)
    for _ in range(NUMBERS_TRIED):
        for key in await repository.insert_tickets(uow, base, list(waiting.values())):
            ids[key] = waiting.pop(key)["id"]
        if not waiting:
            return ids
        for key in await repository.among_known(uow, estate.id, waiting):
            del waiting[key]
        for row in waiting.values():
            row["number"] = ticket_number(row["received_at"], estate.calendar.zone)
    raise GuanjiaError(Code.UNAVAILABLE)


def _wake(uow: UnitOfWork, taking: Taking, clock: Values) -> None:
    """Have a promise that is still ahead looked at when it falls due."""
    uow.set_timer(
        DUE,
        f"{clock['ticket_id']}:{COMPLETION}:1:1",
        clock["due_at"],
        **taking.tenant,
        ticket=str(clock["ticket_id"]),
    )


def _check(estate: EstateFacts, categories: Categories, mapping: Declaration) -> None:
    if estate.closed_at is not None:
        raise ImportRefused(ImportCode.ESTATE_CLOSED, "the estate is no longer served.")
    declared = mapping.ticket.category_code
    unknown = sorted((declared.outcomes if declared else frozenset()) - categories.keys())
    if unknown:
        raise ImportRefused(
            ImportCode.CATEGORIES_UNKNOWN,
            f"the group has no category {', '.join(unknown)}.",
            "Correct ticket.category_code in the mapping, or add the categories to the group.",
        )


__all__ = ["AT_ONCE", "import_tickets"]
