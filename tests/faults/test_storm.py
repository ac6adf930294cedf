"""A small storm of real clocks in real time; `python -m tests.faults` makes a great one."""

from tests.database import TestDatabase
from tests.faults.storm import Storm, weather


async def test_clocks_that_fall_due_while_workers_are_killed_each_break_once(
    fresh_database: TestDatabase,
) -> None:
    told = await weather(fresh_database, Storm(clocks=1_000, seconds=4, kill_every=1))
    assert (told.broken, told.twice, told.waiting) == (1_000, 0, 0)
    assert told.kills >= 1


async def test_clocks_that_fell_due_while_nobody_was_awake_are_found_on_return(
    fresh_database: TestDatabase,
) -> None:
    told = await weather(fresh_database, Storm(clocks=1_000, seconds=1, asleep=True))
    assert (told.broken, told.twice, told.waiting) == (1_000, 0, 0)
