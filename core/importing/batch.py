"""Batches of rows: judged and made into rows of the database, one while another is written."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass
from itertools import islice

from core.importing.judge import Judge, Verdict
from core.importing.rows import Taking, Values, clock_rows, event_rows, ticket_row
from core.importing.source import Source

AT_ONCE = 1000
"""Rows of a file in one batch, and in one transaction."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of a file, and what is to be written of those not there yet: tickets by source key."""

    verdicts: list[Verdict]
    tickets: dict[str, Values]
    events: list[Values]
    clocks: list[Values]


async def batches(
    source: Source, judge: Judge, taking: Taking, there: Collection[str]
) -> AsyncGenerator[Batch]:
    """The file's rows in batches; each is prepared in a thread while the caller writes another.

    `there` are the source keys of tickets that exist. To be closed by the caller (`aclosing`).
    """
    rows = source.rows()

    def prepared() -> Batch:
        verdicts = [judge.judge(row) for row in islice(rows, AT_ONCE)]
        batch = Batch(verdicts, {}, [], [])
        for verdict in verdicts:
            draft = verdict.draft
            if draft is None or draft.source_key in there:
                continue
            ticket = batch.tickets[draft.source_key] = ticket_row(taking, draft)
            batch.events.extend(event_rows(taking, draft, ticket["id"]))
            batch.clocks.extend(clock_rows(taking, draft, ticket["id"]))
        return batch

    ahead = asyncio.create_task(asyncio.to_thread(prepared))
    try:
        while (batch := await ahead).verdicts:
            ahead = asyncio.create_task(asyncio.to_thread(prepared))
            yield batch
    finally:
        await asyncio.wait([ahead])


__all__ = ["AT_ONCE", "Batch", "batches"]
