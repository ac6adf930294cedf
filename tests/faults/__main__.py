"""The storm at full strength: many clocks falling due, while workers are killed.

    python -m tests.faults 100000 --seconds 200 --kill-every 5
    python -m tests.faults 100000 --seconds 200 --kill-every 5 --whole   # and all that comes of it
    python -m tests.faults 100000 --asleep      # no worker is alive until everything is due

Prints a line of JSON (`tests.faults.storm.Told`): none lost, none twice, and how late they were.
"""

import argparse
import asyncio
from dataclasses import asdict

import orjson

from tests.database import serving
from tests.faults.storm import Storm, weather


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("clocks", type=int, help="how many")
    parser.add_argument("--seconds", type=float, default=600, help="in which they fall due")
    parser.add_argument("--kill-every", type=float, default=None, help="seconds between kills")
    parser.add_argument("--asleep", action="store_true", help="no worker until all are due")
    parser.add_argument("--whole", action="store_true", help="workers do all that they ever do")
    parser.add_argument("--estates", type=int, default=20, help="over which they are spread")
    parser.add_argument("--workers", type=int, default=2, help="how many at a time")
    given = parser.parse_args()
    storm = Storm(
        given.clocks,
        given.seconds,
        given.kill_every,
        given.asleep,
        given.whole,
        given.estates,
        given.workers,
    )
    with serving() as server, server.passing() as place:
        told = asyncio.run(weather(place, storm))
    print(orjson.dumps(asdict(told)).decode())  # noqa: T201


if __name__ == "__main__":
    main()
