"""A million postings by eight writers, with writers and PostgreSQL killed at random:

    python -m tests.benchmarks.ledger [POSTINGS [NOTICES]]

Prints every ten seconds what has happened, and at the end what was reached. Any imbalance, any
balance below its floor, any gap in the receipts, any posting lost or doubled ends it with an error.
"""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.cli.installation import lineages
from core.db.bootstrap import prepare
from core.db.embedded import running
from core.db.migrate import upgrade
from tests.database import SECRET, TestDatabase
from tests.faults.ledger_trial import Plan, trial

MILLION = 1_000_000
NOTICES = 2_000


@contextmanager
def durable() -> Iterator[TestDatabase]:
    """A database of its own that forgets nothing it has acknowledged, migrated."""
    folder = Path(tempfile.mkdtemp(prefix="guanjia-ledger-"))
    folder.chmod(0o711)
    try:
        with running(folder / "postgres") as cluster:
            cluster.ensure_database("ledger")
            url = cluster.admin_url("ledger")
            access = prepare(url, SECRET)
            assert access.owner_url is not None
            upgrade(access.owner_url, lineages())
            yield TestDatabase(access.app_url, access.owner_url, url, "ledger")
    finally:
        shutil.rmtree(folder)


async def main(postings: int, notices: int) -> None:
    # a writer takes seconds to start: killed more often, they would do little else
    plan = Plan(postings, notices, size=500, kill_writer_every=4.0, kill_server_every=20.0)
    with durable() as place:
        outcome = await trial(place, plan)
    rate = outcome.postings / outcome.seconds
    print(f"{outcome}\n{rate:,.0f} postings a second; every one there once, every look balanced.")


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    asyncio.run(main(*(given + [MILLION, NOTICES][len(given) :])))
