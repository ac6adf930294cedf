"""The ledger under fire, small; `python -m tests.benchmarks.ledger` runs it with a million."""

from tests.benchmarks.ledger import durable
from tests.faults.ledger_trial import Plan, trial

PLAN = Plan(postings=5_000, notices=60, size=50, kill_writer_every=0.5, kill_server_every=2.5)


async def test_killed_again_and_again_the_books_balance_at_every_instant() -> None:
    with durable() as place:
        outcome = await trial(place, PLAN, told=lambda _: None)
    assert outcome.looks > 5
    assert outcome.writers_killed > 0
