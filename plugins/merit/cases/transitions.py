"""The one table of a case's life: action × from × to × who may.

`apart` steps are for somebody who has taken no other step on the case; nobody but the person takes
a step on their own case (S-J3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from core.actor import Actor, Audience, Role
from core.coded import Coded
from core.errors import GuanjiaError, NotFound
from plugins.merit.errors import MeritCode, refuse
from plugins.merit.kinds import MeritAction, MeritKind, MeritLevel, MeritState


class MeritParty(Coded):
    """What somebody is to a case, beside the roles held."""

    PERSON = "PERSON", "本人"
    PROPOSER = "PROPOSER", "提出人"
    DEPARTMENT = "DEPARTMENT", "本人所在部门的负责人"
    LEVEL = "LEVEL", "下一级审批人"


class MeritGoal(Coded):
    """Where a step leads that depends on the case."""

    NEXT_LEVEL = "NEXT_LEVEL", "仍有上级待审批则保持 ENDORSED，否则 TOLD"


LEVELS: Mapping[MeritLevel, frozenset[Role]] = {
    MeritLevel.ESTATE: frozenset({Role.ESTATE_MANAGER, Role.REGION_MANAGER}),
    MeritLevel.COMPANY: frozenset({Role.COMPANY_LEADER}),
    MeritLevel.BOARD: frozenset({Role.BOARD, Role.GROUP_DIRECTOR}),
}
"""Who approves at each level."""

HEADS = frozenset({Role.DEPARTMENT_HEAD, Role.CS_SUPERVISOR})
"""Who leads a department."""

ABOVE_DEPARTMENTS = frozenset({Role.ESTATE_MANAGER, Role.REGION_MANAGER})
"""Who endorses for any department, so also where its head is the person or the proposer."""

HEARERS = frozenset({Role.REGION_MANAGER, Role.COMPANY_LEADER, Role.BOARD, Role.GROUP_DIRECTOR})
"""Who hears objections, having had no part in the case."""


@dataclass(frozen=True, slots=True)
class MeritTransition:
    """One row: `action` leads from `source` to `target` for who holds any of `roles` at the estate
    or is the `party`; of cases of one `kind`, or of both. `told` steps are the person's to read."""

    action: MeritAction
    source: MeritState | None
    target: MeritState | MeritGoal
    roles: frozenset[Role] = frozenset()
    party: MeritParty | None = None
    apart: bool = False
    told: bool = False
    kind: MeritKind | None = None


S, A, P = MeritState, MeritAction, MeritParty
SYSTEM = frozenset({Role.SYSTEM})

TRANSITIONS: tuple[MeritTransition, ...] = (
    MeritTransition(A.ENDORSE, S.PROPOSED, S.ENDORSED, ABOVE_DEPARTMENTS, P.DEPARTMENT, apart=True),
    MeritTransition(A.DECLINE, S.PROPOSED, S.DECLINED, ABOVE_DEPARTMENTS, P.DEPARTMENT, apart=True),
    MeritTransition(
        A.APPROVE, S.ENDORSED, MeritGoal.NEXT_LEVEL, party=P.LEVEL, apart=True, told=True
    ),
    MeritTransition(A.DECLINE, S.ENDORSED, S.DECLINED, party=P.LEVEL, apart=True),
    MeritTransition(A.WITHDRAW, S.PROPOSED, S.WITHDRAWN, party=P.PROPOSER),
    MeritTransition(A.WITHDRAW, S.ENDORSED, S.WITHDRAWN, party=P.PROPOSER),
    MeritTransition(A.OBJECT, S.TOLD, S.OBJECTED, party=P.PERSON, told=True),
    MeritTransition(A.UPHOLD, S.OBJECTED, S.IN_FORCE, HEARERS, apart=True, told=True),
    MeritTransition(
        A.LIGHTEN,
        S.OBJECTED,
        S.IN_FORCE,
        HEARERS,
        apart=True,
        told=True,
        kind=MeritKind.PENALTY,
    ),
    MeritTransition(A.OVERTURN, S.OBJECTED, S.OVERTURNED, HEARERS, apart=True, told=True),
    MeritTransition(A.LAPSE, S.OBJECTED, S.OVERTURNED, SYSTEM, told=True),
    MeritTransition(A.TAKE_EFFECT, S.TOLD, S.IN_FORCE, SYSTEM, told=True),
)
"""What can be done with a case. PROPOSE makes it, and is open to those with the permission."""


@dataclass(frozen=True, slots=True)
class MeritFacts:
    """What of a case decides who may do what with it. `acted` are the accounts that took a step,
    `led` says that the caller leads the person's department."""

    estate_id: int
    kind: MeritKind
    state: MeritState
    staff_id: UUID
    account_id: UUID | None
    proposed_by: UUID | None
    next_level: MeritLevel | None
    acted: frozenset[UUID]
    led: bool


def is_person(actor: Actor, facts: MeritFacts) -> bool:
    """Whether the case is about the caller."""
    return facts.staff_id in actor.persons or facts.account_id == actor.account_id


def transition(actor: Actor, facts: MeritFacts, action: MeritAction) -> MeritTransition:
    """The row by which `action` goes.

    Raises `NotFound` for whoever has no such step at all, MERIT_OWN_CASE, MERIT_STEP_NOT_ALLOWED
    and MERIT_ANOTHER_PERSON_NEEDED.
    """
    rows = [row for row in TRANSITIONS if row.action is action]
    here = [row for row in rows if row.source is facts.state and row.kind in (None, facts.kind)]
    if is_person(actor, facts):
        if not any(row.party is MeritParty.PERSON for row in rows):
            raise refuse(MeritCode.MERIT_OWN_CASE)
    elif actor.audience not in (Audience.STAFF, Audience.SYSTEM):
        raise NotFound("meritCaseId")
    for row in here:
        if _open(actor, facts, row):
            if row.apart and actor.account_id in facts.acted:
                raise refuse(MeritCode.MERIT_ANOTHER_PERSON_NEEDED)
            return row
    raise _why_not(actor, facts, rows, here)


def _open(actor: Actor, facts: MeritFacts, row: MeritTransition) -> bool:
    held = actor.roles_at(facts.estate_id)
    if held & row.roles:
        return True
    match row.party:
        case MeritParty.PERSON:
            return is_person(actor, facts)
        case MeritParty.PROPOSER:
            return facts.proposed_by == actor.account_id
        case MeritParty.DEPARTMENT:
            return facts.led and bool(held & HEADS)
        case MeritParty.LEVEL:
            return facts.next_level is not None and bool(held & LEVELS[facts.next_level])
        case _:
            return False


def _why_not(
    actor: Actor,
    facts: MeritFacts,
    rows: list[MeritTransition],
    here: list[MeritTransition],
) -> GuanjiaError:
    """It is the wrong time for those who could have done it; for others there is no such case."""
    anybody = any(_could(actor, facts, row) for row in rows)
    if anybody and not here:
        return refuse(MeritCode.MERIT_STEP_NOT_ALLOWED, None, state=facts.state.value)
    return NotFound("meritCaseId")


def _could(actor: Actor, facts: MeritFacts, row: MeritTransition) -> bool:
    if row.party is MeritParty.LEVEL:
        held = actor.roles_at(facts.estate_id)
        return any(held & roles for roles in LEVELS.values())
    return _open(actor, facts, row)


__all__ = [
    "ABOVE_DEPARTMENTS",
    "HEADS",
    "HEARERS",
    "LEVELS",
    "TRANSITIONS",
    "MeritFacts",
    "MeritGoal",
    "MeritParty",
    "MeritTransition",
    "is_person",
    "transition",
]
