"""Taking tickets over from another system's file, once each, however often it is run."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from core.actor import Actor
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.errors import Code, GuanjiaError
from core.estates.repository import EstateFacts, estate_facts
from core.importing import repository
from core.importing.draft import Draft
from core.importing.errors import ImportCode, ImportRefused
from core.importing.judge import Categories, Judge
from core.importing.mapping import Mapping
from core.importing.rejects import reject_file
from core.importing.rows import Taking, Values, clock_row, event_rows, ticket_row
from core.importing.source import Row, Source
from core.importing.tally import Tally
from core.sla.keep import DUE
from core.sla.policy import COMPLETION
from core.tickets.number import ticket_number

AT_ONCE = 1000
"""Rows a transaction."""

NUMBERS_TRIED = 5


async def import_tickets(
    database: Database,
    actor: Actor,
    estate_id: int,
    source: Source,
    mapping: Mapping,
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
    _check(estate, categories, mapping)
    judge = Judge(mapping, source.header, categories, now)
    taking = Taking(actor, estate, now, mapping.note)
    tally = Tally(source.count, source.blank_lines)
    with reject_file(reject, source) as rejects:
        for rows in _chunks(source.rows(), AT_ONCE):
            verdicts = [judge.judge(row) for row in rows]
            drafts = [verdict.draft for verdict in verdicts if verdict.draft is not None]
            async with unit_of_work(database, scope) as uow:
                placed = await _place(uow, taking, mapping.source, drafts)
            tally.placed(verdicts, placed)
            for verdict in verdicts:
                tally.judged(verdict)
                if verdict.findings:
                    rejects.write(verdict)
            on_progress(len(rows))
        if not tally.balanced:
            raise ImportRefused(
                ImportCode.FILE_CHANGED,
                f"{source.path} changed while it was read.",
                "Run it again: what was taken stays, and is not taken twice.",
            )
    return tally


async def _place(uow: UnitOfWork, taking: Taking, source: str, drafts: Sequence[Draft]) -> set[str]:
    """Write the drafts that are not there yet; returns their keys."""
    if not drafts:
        return set()
    estate_id = taking.estate.id
    await repository.one_at_a_time(uow, estate_id, source)
    there = await repository.known(uow, estate_id, [draft.source_key for draft in drafts])
    fresh = [draft for draft in drafts if draft.source_key not in there]
    tickets = {draft.source_key: ticket_row(taking, draft) for draft in fresh}
    await _insert_tickets(uow, taking, tickets)
    ids = {key: row["id"] for key, row in tickets.items()}
    events = [row for draft in fresh for row in event_rows(taking, draft, ids[draft.source_key])]
    clocks = [
        row
        for draft in fresh
        if (row := clock_row(taking, draft, ids[draft.source_key])) is not None
    ]
    await repository.insert_events(uow, events)
    await repository.insert_clocks(uow, clocks)
    for clock in clocks:
        if clock["stopped_at"] is None and clock["broken_at"] is None:
            _wake(uow, taking, clock)
    return set(tickets)


async def _insert_tickets(uow: UnitOfWork, taking: Taking, tickets: dict[str, Values]) -> None:
    """Write tickets; draw another number for those whose number is taken."""
    waiting = dict(tickets)
    for _ in range(NUMBERS_TRIED):
        written = await repository.insert_tickets(uow, list(waiting.values()))
        waiting = {key: row for key, row in waiting.items() if key not in written}
        if not waiting:
            return
        for row in waiting.values():
            row["number"] = ticket_number(row["received_at"], taking.estate.calendar.zone)
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


def _check(estate: EstateFacts, categories: Categories, mapping: Mapping) -> None:
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


def _chunks(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, size)):
        yield chunk


__all__ = ["AT_ONCE", "import_tickets"]
