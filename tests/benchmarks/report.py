"""The rate of `ticketReport`, beside a million tickets and beside next to none.

Each request is one report, with its ticket, history, clocks, outbox and idempotency key written in
one durable transaction (fsync on), and the new ticket read back for the answer.
"""

import random
from collections.abc import Iterator
from statistics import median
from typing import Any

import orjson
import psycopg

from core.db.scope import ENTER
from core.ids import new_id
from tests.benchmarks import servers
from tests.benchmarks.caller import bearer
from tests.benchmarks.data import ACCOUNT, CHANNEL, GROUP, Place
from tests.benchmarks.load import Expected, Measured, load, request

DOCUMENT = """
mutation ($input: TicketReportInput!) {
  ticketReport(input: $input) {
    ticket { id number state dueAt promises { rule dueAt } }
    userErrors { code message }
  }
}
"""
EXPECTED = Expected(b'"state":"REPORTED"')
ESTATES = 100
"""How many estates the reports are spread over."""

HOMES = """
select distinct on (residency.estate_id)
    residency.estate_id, residency.house_id, residency.resident_id, staff.id
from core.residency join core.staff on staff.estate_id = residency.estate_id
where residency.estate_id <= %s and staff.role = 'CS_AGENT'
order by residency.estate_id, staff.id, residency.id
"""


def measure(full: Place, small: Place, rounds: int, seconds: float) -> dict[str, Any]:
    """The figures of the mutation, measured in turns over both databases."""
    turns: list[tuple[Measured, Measured]] = []
    with (
        servers.serving(servers.OURS, full) as beside_many,
        servers.serving(servers.OURS, small) as beside_none,
    ):
        reports_many, reports_none = requests(full), requests(small)
        for _ in range(rounds):
            many = load(beside_many, reports_many, EXPECTED, seconds)
            none = load(beside_none, reports_none, EXPECTED, seconds)
            turns.append((many, none))
            print(
                f"  beside {full.size.tickets:,} tickets {many.rps:6.1f}/s   "
                f"beside {small.size.tickets:,} {none.rps:6.1f}/s",
                flush=True,
            )
    return {
        "rps": round(median(many.rps for many, _ in turns), 1),
        "small_rps": round(median(none.rps for _, none in turns), 1),
        "vs_small": round(median(many.rps / none.rps for many, none in turns), 3),
        "p50_ms": round(median(many.percentile(0.5) for many, _ in turns), 2),
        "p99_ms": round(median(many.percentile(0.99) for many, _ in turns), 2),
    }


def requests(place: Place) -> Iterator[bytes]:
    """Reports without end, each with a key of its own, for homes of many estates."""
    token, homes = bearer(place), _homes(place)
    draw = random.Random(11)
    while True:
        estate, house, resident, agent = draw.choice(homes)
        given = {
            "idempotencyKey": str(new_id()),
            "estateId": f"Estate:{estate}",
            "kind": "REPAIR",
            "channel": CHANNEL,
            "content": "厨房水槽下面的水管漏水，已经流到楼下，请尽快派人来看一看。",
            "categoryCode": "repair.water",
            "houseId": f"House:{estate}:{house}",
            "requesterId": f"Resident:{estate}:{resident}",
            "receivedBy": f"Staff:{estate}:{agent}",
            "unknownOccurred": "住户不记得了",
        }
        body = orjson.dumps({"query": DOCUMENT, "variables": {"input": given}})
        yield request(f"/estates/{place.code(estate)}/graphql", body, token)


def _homes(place: Place) -> list[tuple[Any, ...]]:
    """A house, its owner and a receiver in each of the first estates."""
    estates = "{" + ",".join(map(str, range(1, ESTATES + 1))) + "}"
    scope = [str(GROUP), estates, "staff", str(ACCOUNT), "{}", "{}", ""]
    with psycopg.connect(place.app_url) as connection:
        psycopg.RawCursor(connection).execute(ENTER, scope)
        return connection.execute(HOMES.encode(), [ESTATES]).fetchall()


__all__ = ["EXPECTED", "measure", "requests"]
