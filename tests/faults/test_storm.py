"""A small storm of real clocks in real time; `python -m tests.faults` makes a great one."""

from tests.database import TestDatabase
from tests.faults.storm import Storm, weather


async def test_of_promises_that_break_while_workers_are_killed_each_is_told_once(
    fresh_database: TestDatabase,
) -> None:
    storm = Storm(clocks=300, seconds=2, kill_every=0.7, whole=True, estates=3)
    told = await weather(fresh_database, storm)
    assert (told.broken, told.twice, told.waiting) == (300, 0, 0)
    assert (told.told, told.told_twice, told.failed) == (300, 0, 0)
    assert told.kills >= 1


async def test_clocks_that_fell_due_while_nobody_was_awake_are_found_on_return(
    fresh_database: TestDatabase,
) -> None:
    told = await weather(fresh_database, Storm(clocks=999, seconds=1, asleep=True, estates=3))
    assert (told.broken, told.twice, told.waiting) == (999, 0, 0)
