"""Chains as a JSON document: what groups adopt, keep and exchange.

    {"chains": [{"code": "OVERDUE", "standDown": ["ESTATE_MANAGER", "REGION_MANAGER"],
                 "ladders": [{"tickets": [{"urgencies": ["EMERGENCY"]}], "urgent": true,
                              "steps": [{"rule": "S-C5", "role": "CS_SUPERVISOR"},
                                        {"rule": "S-C5", "role": "ESTATE_MANAGER",
                                         "after": {"minutes": 15}, "counted": "TOLD"}]}]}],
     "reportAgain": {"hours": 24}, "verifiedWithin": {"hours": 8}}

Of a chain's ladders the first that fits the ticket counts; without `tickets` it fits all. A step
without `after` is told at once; `counted` from the beginning unless it says TOLD, after the step
before. With a `report` whoever is told owes one, `within` so long of the beginning.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Annotated, Any

from pydantic import Field

from core.actor import Role
from core.adopted.errors import Problem
from core.adopted.parts import Elapsed, Part, Some, length_written, unless, whole
from core.escalation.chains import Chain, Chains, ChainStep, Condition, WrittenReport
from core.escalation.errors import ChainsCode
from core.escalation.holders import TOLD
from core.escalation.kinds import ChainCode, Counted
from core.escalation.rules import climb, laid_out
from core.escalation.shipped import AT_THE_ESTATE
from core.tickets.kinds import Kind, Severity, Urgency

MOST_LADDERS = 10
MOST_STEPS = 20
FOR_ALL = frozenset({ChainCode.OVERDUE, ChainCode.PERSONAL})
"""Chains that must have somebody told for every ticket: nothing waits unseen (S-C5, S-B4)."""

Rule = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9._:-]{0,39}$")]
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class TicketsPart(Part):
    """Which tickets; what is not named fits everything."""

    kinds: Some[Kind] | None = None
    urgencies: Some[Urgency] | None = None
    severities: Some[Severity] | None = None
    needs_developer: bool = False
    important: bool = False


class ReportPart(Part):
    """A written report."""

    rule: Rule
    within: Elapsed


class StepPart(Part):
    """Whom to tell, and when."""

    rule: Rule
    role: Role
    after: Elapsed | None = None
    counted: Counted = Counted.START
    report: ReportPart | None = None

    @property
    def step(self) -> ChainStep:
        """It as a step."""
        after = timedelta(0) if self.after is None else self.after.length
        owed = self.report
        report = None if owed is None else WrittenReport(owed.rule, owed.within.length)
        return ChainStep(self.rule, self.role, after, self.counted, report)


class LadderPart(Part):
    """For some tickets, these in turn."""

    tickets: Annotated[tuple[TicketsPart, ...], Field(min_length=1, max_length=MOST_LADDERS)] = (
        TicketsPart(),
    )
    urgent: bool = False
    steps: Annotated[tuple[StepPart, ...], Field(min_length=1, max_length=MOST_STEPS)]


class ChainPart(Part):
    """A chain with its ladders."""

    code: ChainCode
    stand_down: Some[Role]
    ladders: Annotated[tuple[LadderPart, ...], Field(min_length=1, max_length=MOST_LADDERS)]

    def rows(self) -> Iterator[Chain]:
        """A row for each ladder."""
        for each in self.ladders:
            yield Chain(
                self.code,
                tuple(part.step for part in each.steps),
                self.stand_down,
                tuple(Condition(**dict(part)) for part in each.tickets),
                each.urgent,
            )


class ChainsPart(Part):
    """The whole document."""

    chains: Annotated[tuple[ChainPart, ...], Field(max_length=len(ChainCode) * 2)]
    report_again: Elapsed
    verified_within: Elapsed


def parse(document: object) -> Chains:
    """The chains that a document says. Raises `DocumentInvalid` with the problems found."""
    part = whole(ChainsPart, document)
    unless(_contradictions(part))
    rows = tuple(row for chain in part.chains for row in chain.rows())
    return Chains(rows, part.report_again.length, part.verified_within.length)


def _contradictions(part: ChainsPart) -> Iterator[Problem]:
    """What is well formed, and makes no sense."""
    seen: set[ChainCode] = set()
    for number, chain in enumerate(part.chains):
        path = f"chains[{number}]"
        if chain.code in seen:
            yield Problem(ChainsCode.CHAIN_TWICE, f"{path}.code", "this chain stands here already")
        seen.add(chain.code)
        low = sorted(chain.stand_down - AT_THE_ESTATE)
        if low:
            reason = f"{', '.join(low)} does not stand over the estate"
            yield Problem(ChainsCode.ROLE_NOT_ABOVE, f"{path}.standDown", reason)
        yield from _ladders(chain, f"{path}.ladders")
    for code in ChainCode:
        if code not in seen:
            yield Problem(ChainsCode.CHAIN_MISSING, "chains", f"{code.value} is missing")


def _ladders(chain: ChainPart, path: str) -> Iterator[Problem]:
    for_all = False
    for number, (ladder, row) in enumerate(zip(chain.ladders, chain.rows(), strict=True)):
        place = f"{path}[{number}]"
        if for_all:
            reason = "the ladder before it is for all tickets"
            yield Problem(ChainsCode.LADDER_UNREACHED, f"{place}.tickets", reason)
        for_all = for_all or Condition() in row.when
        yield from _steps(ladder, row, f"{place}.steps")
    if chain.code in FOR_ALL and not for_all:
        reason = "the last ladder has to be for all tickets"
        yield Problem(ChainsCode.NOT_FOR_ALL, path, reason)


def _steps(ladder: LadderPart, row: Chain, path: str) -> Iterator[Problem]:
    latest = timedelta(0)
    times = climb(laid_out(row, _BEGINNING), _BEGINNING)
    for number, (step, (_, told_at)) in enumerate(zip(ladder.steps, times, strict=True)):
        place = f"{path}[{number}]"
        if step.role not in TOLD:
            reason = f"nobody is told as {step.role.value}"
            yield Problem(ChainsCode.ROLE_NOT_TOLD, f"{place}.role", reason)
        after = row.steps[number].after
        if step.counted is Counted.START:
            if after < latest:
                reason = "a step before it is told later"
                yield Problem(ChainsCode.STEPS_OUT_OF_ORDER, f"{place}.after", reason)
            latest = max(latest, after)
        elif number == 0:
            reason = "there is no step before the first"
            yield Problem(ChainsCode.NO_STEP_BEFORE, f"{place}.counted", reason)
        if step.report is not None and _BEGINNING + step.report.within.length <= told_at:
            reason = "it would be overdue before it is asked for"
            yield Problem(ChainsCode.REPORT_TOO_SOON, f"{place}.report.within", reason)


def written(chains: Chains) -> dict[str, Any]:
    """The document of chains; `parse` gives them back."""
    return {
        "chains": [
            chain_written(code, tuple(rows))
            for code, rows in groupby(chains.rows, key=lambda row: row.code)
        ],
        "reportAgain": length_written(chains.report_again),
        "verifiedWithin": length_written(chains.verified_within),
    }


def chain_written(code: ChainCode, rows: tuple[Chain, ...]) -> dict[str, Any]:
    """One chain of a document."""
    return {
        "code": code.value,
        "standDown": [role.value for role in Role if role in rows[0].stand_down],
        "ladders": [
            {
                "tickets": [_condition(each) for each in row.when],
                "urgent": row.urgent,
                "steps": [_step(each) for each in row.steps],
            }
            for row in rows
        ],
    }


def _condition(condition: Condition) -> dict[str, Any]:
    named = {
        "kinds": condition.kinds,
        "urgencies": condition.urgencies,
        "severities": condition.severities,
    }
    said: dict[str, Any] = {name: sorted(map(str, each)) for name, each in named.items() if each}
    marks = {"needsDeveloper": condition.needs_developer, "important": condition.important}
    return {**said, **{name: True for name, marked in marks.items() if marked}}


def _step(step: ChainStep) -> dict[str, Any]:
    said: dict[str, Any] = {"rule": step.rule, "role": step.role.value}
    if step.after:
        said["after"] = length_written(step.after)
    said["counted"] = step.counted.value
    if step.report is not None:
        within = length_written(step.report.within)
        said["report"] = {"rule": step.report.rule, "within": within}
    return said


__all__ = ["chain_written", "parse", "written"]
