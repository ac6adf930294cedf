"""What happens to tickets begins chains and ends them: one consumer, one code path (S-C5).

What a ticket is now decides, the event only what to look for; so an event that comes late, twice
or out of order does no harm.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from core.db.unit_of_work import UnitOfWork
from core.dispatch.rules import UNSENT
from core.escalation.begin import Beginning, Occasion, begin_all
from core.escalation.end import end
from core.escalation.holders import Holders
from core.escalation.kinds import (
    Cause,
    ChainCode,
    Ending,
    EscalationState,
    VerificationState,
)
from core.escalation.ledger import verifications
from core.escalation.repository import Matter, Run, Spans, matters, runs_of, spans_of
from core.escalation.verification import ask, void
from core.escalation.versions import chains_of, kept_by
from core.jobs.handlers import Event
from core.sla.keep import BROKEN
from core.tickets.kinds import State
from core.tickets.phases import OPEN
from core.tickets.refs import TicketRef
from core.tickets.step import TOPICS as STEPS
from core.tickets.transitions import Action

TOPICS = frozenset({BROKEN, *STEPS.values()}) - {STEPS[Action.COMMENT]}
"""What is listened to."""

GRADED = frozenset({STEPS[Action.REPORT], STEPS[Action.CLASSIFY]})
"""After these a ticket may be of another grade."""

GONE = frozenset({State.CLOSED, State.WITHDRAWN})


async def follow(uow: UnitOfWork, events: Iterable[Event], holders: Holders) -> None:
    """End what has lost its cause, begin what has found one.

    Of several events of one ticket, the later ones find what the earlier ones did.
    """
    waves: list[dict[TicketRef, Event]] = []
    for event in events:
        ref = TicketRef(event.estate_id, event.subject_id)
        wave = next((wave for wave in waves if ref not in wave), None)
        if wave is None:
            waves.append(wave := {})
        wave[ref] = event
    for wave in waves:
        await _follow(uow, wave, holders)


async def _follow(uow: UnitOfWork, events: Mapping[TicketRef, Event], holders: Holders) -> None:
    """One event a ticket. Those that were erased since are passed over."""
    seen = await matters(uow, events)
    known = await runs_of(uow, seen)
    concerned = [
        ref
        for ref, about in seen.items()
        if any(True for _ in _begins(events[ref], about, known[ref]))
        or _running(known[ref])
        or about.grade.needs_developer
    ]
    if not concerned:
        return
    held = await matters(uow, concerned, locked=True)
    known, spans = await runs_of(uow, held), await spans_of(uow, held)
    occasions: list[tuple[Matter, Occasion]] = []
    for ref, about in held.items():
        for each in _running(known[ref]):
            ending = await ending_of(uow, each, about, spans[ref])
            if ending is not None:
                await end(uow, each, ending)
        for why in _begins(events[ref], about, known[ref]):
            # When its event is looked at, the cause may be there no longer.
            if not await _gone(uow, about, spans[ref], why.cause, why.rule, why.round):
                occasions.append((about, why))
    in_force = await chains_of(uow, [(about, why.at) for about, why in occasions])
    await begin_all(
        uow,
        [
            Beginning(about, chain, found.version, why)
            for (about, why), found in zip(occasions, in_force, strict=True)
            for chain in found.chains.begun_by(why.cause, about.grade)
            if why.cause is not Cause.GRADE or not begun(chain.code, known[about.ref], about)
        ],
    )
    for about in held.values():
        await _verify(uow, about, holders)


def _running(known: Sequence[Run]) -> tuple[Run, ...]:
    return tuple(each for each in known if each.state is EscalationState.RUNNING)


def _begins(event: Event, about: Matter, known: Sequence[Run]) -> Iterator[Occasion]:
    """The occasions an event may be."""
    if event.topic == BROKEN:
        rule, round_ = event.payload["rule"], event.payload["round"]
        yield Occasion(Cause.PROMISE, f"{rule}:{round_}", event.at, rule, round_)
        return
    if event.topic == STEPS[Action.FIND_NOBODY]:
        if not any(each.cause is Cause.NOBODY for each in _running(known)):
            yield Occasion(Cause.NOBODY, f"nobody:{event.payload['version']}", event.at)
        return
    state = event.payload["state"]
    if event.topic == STEPS[Action.EXPLAIN] and state == State.IN_PROGRESS:
        yield Occasion(Cause.UNPERSUADED, f"unpersuaded:{event.payload['version']}", event.at)
    if event.topic in GRADED or state == State.REOPENED:
        times = sum(each.cause is Cause.GRADE for each in known)
        yield Occasion(Cause.GRADE, f"{about.reopened}:{times}", event.at)


def begun(code: ChainCode, known: Sequence[Run], about: Matter) -> bool:
    """Whether the ticket's grade has begun this chain, since it was last reopened."""
    return any(
        each.chain is code
        and each.cause is Cause.GRADE
        and each.round == about.reopened
        and each.ending is not Ending.RECLASSIFIED
        for each in known
    )


async def ending_of(uow: UnitOfWork, run: Run, about: Matter, spans: Spans) -> Ending | None:
    """Why a running escalation is at its end; None where it is not."""
    if run.cause is Cause.GRADE and run.round != about.reopened:
        return Ending.SOLVED  # handled, and sent back to work since: it begins anew
    if run.cause is Cause.GRADE and about.state in OPEN:
        fits = (await kept_by(uow, run)).one(run.chain, run.cause, about.grade)
        return None if fits else Ending.RECLASSIFIED
    gone = await _gone(uow, about, spans, run.cause, run.cause_rule, run.cause_round)
    return Ending.SOLVED if gone else None


async def _gone(
    uow: UnitOfWork,
    about: Matter,
    spans: Spans,
    cause: Cause,
    rule: str | None,
    round_: int | None,
) -> bool:
    if cause is Cause.VERIFICATION:
        return not any(
            each.round == round_ and each.state is VerificationState.OWED
            for each in await verifications(uow, about.ref)
        )
    if cause is Cause.NOBODY:
        return about.state not in UNSENT or about.assignee_id is not None
    if cause is not Cause.PROMISE:
        return about.state not in OPEN
    if about.state in GONE:
        return True
    assert rule is not None
    assert round_ is not None
    clock = spans.get((rule, round_))
    if clock is None or clock.stopped_at is not None:
        return True
    # Work that is done is not waited for, whatever else was promised on the way to it.
    return about.completed_at is not None and clock.started_at < about.completed_at


async def _verify(uow: UnitOfWork, about: Matter, holders: Holders) -> None:
    """S-G4: once handled, what needs the developer is verified together."""
    if not about.grade.needs_developer:
        return
    if about.state in OPEN:
        await void(uow, about)
    elif about.state is State.COMPLETED:
        await ask(uow, about, holders)


__all__ = ["TOPICS", "begun", "ending_of", "follow"]
