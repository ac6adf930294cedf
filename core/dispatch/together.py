"""Assigning several tickets at once: who does which, so that least is late in all.

A pure calculation. A person's place in line is a column of an assignment problem, whose costs are
the lateness of a job done there; the answer is valued as it will be worked off, and taken only if
it is not worse than giving out the same jobs one at a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID

from munkres import Munkres

LOAD_STEP = 2
"""Points by which somebody's score falls with each job they were given already."""

LINE = 6
"""How many of the jobs one person may be given, at least, however many there are."""

WIDEST = 25
"""Of the people who could do a job so many are considered, the best by score."""

UNDONE = 10_000_000
"""Costs more minutes than any lateness."""


@dataclass(frozen=True, slots=True)
class Job:
    """A ticket to be given out. `due` is in minutes from now, below 0 where it is late already.

    `scores` has those who may be sent.
    """

    id: UUID
    minutes: int
    due: int | None
    scores: Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who gets which jobs, in the order in which they are done, and how good that is."""

    lines: Mapping[UUID, tuple[Job, ...]]
    undone: tuple[Job, ...]
    lateness: int
    score: int

    @property
    def badness(self) -> tuple[int, int, int]:
        """Fewer undone, then less late, then the better people."""
        return len(self.undone), self.lateness, -self.score


def together(jobs: Sequence[Job], backlog: Mapping[UUID, int]) -> Assigned:
    """The best of both ways. `backlog` is the minutes of work that people have before them."""
    return min(
        assigned_together(jobs, backlog), one_at_a_time(jobs, backlog), key=lambda a: a.badness
    )


def one_at_a_time(jobs: Sequence[Job], backlog: Mapping[UUID, int]) -> Assigned:
    """Each job in turn to whoever has the best score by then: how tickets go out singly."""
    lines: dict[UUID, list[Job]] = {}
    for job in jobs:
        if job.scores:
            best = max(job.scores, key=lambda who: (_by_then(job, who, lines), str(who)))
            lines.setdefault(best, []).append(job)
    return _valued(jobs, lines, backlog)


def assigned_together(jobs: Sequence[Job], backlog: Mapping[UUID, int]) -> Assigned:
    """The assignment of least lateness, every job taken to be as long as the average one."""
    doable = [job for job in jobs if job.scores]
    if not doable:
        return _valued(jobs, {}, backlog)
    length = sum(job.minutes for job in doable) / len(doable)
    wanted = {job.id: _widest(job) for job in doable}
    people = sorted({who for found in wanted.values() for who in found}, key=str)
    places = min(len(doable), max(LINE, -(-2 * len(doable) // len(people))))
    columns = [(who, place) for who in people for place in range(places)]
    costs = [
        [
            _cost(job, who, backlog.get(who, 0) + place * length)
            if who in wanted[job.id]
            else UNDONE
            for who, place in columns
        ]
        for job in doable
    ]
    lines: dict[UUID, list[Job]] = {}
    left: list[Job] = []
    for row, column in Munkres().compute(costs):
        if costs[row][column] >= UNDONE:
            left.append(doable[row])
        else:
            lines.setdefault(columns[column][0], []).append(doable[row])
    for job in left:
        quickest = min(
            job.scores,
            key=lambda who: (
                backlog.get(who, 0) + sum(each.minutes for each in lines.get(who, ())),
                str(who),
            ),
        )
        lines.setdefault(quickest, []).append(job)
    return _valued(jobs, lines, backlog)


def _widest(job: Job) -> frozenset[UUID]:
    best = sorted(job.scores, key=lambda who: (-job.scores[who], str(who)))
    return frozenset(best[:WIDEST])


def _by_then(job: Job, who: UUID, lines: Mapping[UUID, Sequence[Job]]) -> int:
    return job.scores[who] - LOAD_STEP * len(lines.get(who, ()))


def _cost(job: Job, who: UUID, before: float) -> int:
    """Lateness in hundredths of minutes; among equals the better score, then the shorter line."""
    late = 0.0 if job.due is None else max(0.0, before + job.minutes - job.due)
    return round(late * 100) + max(0, 100 - job.scores[who]) // 2 + round(before) // 60


def _valued(
    jobs: Sequence[Job], lines: Mapping[UUID, Sequence[Job]], backlog: Mapping[UUID, int]
) -> Assigned:
    """The plan as it will be worked off: what is due first is done first."""
    ordered = {who: tuple(sorted(line, key=_urgency)) for who, line in lines.items()}
    done = {job.id for line in ordered.values() for job in line}
    return Assigned(
        lines=ordered,
        undone=tuple(job for job in jobs if job.id not in done),
        lateness=sum(_lateness(line, backlog.get(who, 0)) for who, line in ordered.items()),
        score=sum(job.scores[who] for who, line in ordered.items() for job in line),
    )


def _urgency(job: Job) -> tuple[bool, int, str]:
    return job.due is None, job.due or 0, str(job.id)


def _lateness(line: Sequence[Job], backlog: int) -> int:
    """Minutes by which the jobs of a line are late, together."""
    finished = accumulate((job.minutes for job in line), initial=backlog)
    next(finished)
    return sum(
        max(0, at - job.due) for at, job in zip(finished, line, strict=True) if job.due is not None
    )


__all__ = ["Assigned", "Job", "assigned_together", "one_at_a_time", "together"]
