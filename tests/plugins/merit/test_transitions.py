"""Who may do what with a case: the table, asked for everybody."""

from dataclasses import replace
from uuid import UUID

import pytest

from core.actor import Actor, Audience, Role
from core.errors import GuanjiaError
from core.ids import new_id
from plugins.merit.cases.transitions import TRANSITIONS, MeritFacts, transition
from plugins.merit.kinds import MeritAction, MeritKind, MeritLevel, MeritState

ESTATE = 7
PERSON, PLACE, PROPOSER = new_id(), new_id(), new_id()
DECIDING = tuple(
    action
    for action in MeritAction
    if action
    not in (MeritAction.PROPOSE, MeritAction.OBJECT, MeritAction.TAKE_EFFECT, MeritAction.LAPSE)
)


def actor(role: Role, account: UUID | None = None, *persons: UUID) -> Actor:
    audience = Audience.SYSTEM if role is Role.SYSTEM else Audience.STAFF
    held = {ESTATE: frozenset({role})}
    return Actor(1, account or new_id(), audience, "某人", held, persons=persons)


def facts(state: MeritState, level: MeritLevel | None = MeritLevel.COMPANY) -> MeritFacts:
    return MeritFacts(
        ESTATE,
        MeritKind.PENALTY,
        state,
        PLACE,
        PERSON,
        PROPOSER,
        level,
        frozenset({PROPOSER}),
        led=True,
    )


def open_to(who: Actor, case: MeritFacts) -> set[MeritAction]:
    found = set()
    for action in MeritAction:
        try:
            transition(who, case, action)
        except GuanjiaError:
            continue
        found.add(action)
    return found


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", list(MeritState))
def test_whatever_their_role_nobody_decides_about_themselves(role: Role, state: MeritState) -> None:
    if role is Role.SYSTEM:
        return
    for who in (actor(role, PERSON), actor(role, None, PLACE)):
        for level in MeritLevel:
            assert open_to(who, facts(state, level)) <= {MeritAction.OBJECT}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
@pytest.mark.parametrize("state", list(MeritState))
def test_whoever_took_a_part_takes_no_other(role: Role, state: MeritState) -> None:
    for level in MeritLevel:
        found = open_to(actor(role, PROPOSER), facts(state, level))
        assert found <= {MeritAction.WITHDRAW}


def test_only_people_endorse_approve_and_hear() -> None:
    for state in MeritState:
        assert not open_to(actor(Role.SYSTEM), facts(state)) & set(DECIDING)


def test_penalties_become_lighter_in_a_hearing_and_rewards_do_not() -> None:
    hearer, objected = actor(Role.BOARD), facts(MeritState.OBJECTED)
    heard = {MeritAction.UPHOLD, MeritAction.LIGHTEN, MeritAction.OVERTURN}
    assert open_to(hearer, objected) == heard
    assert open_to(hearer, replace(objected, kind=MeritKind.REWARD)) == heard - {
        MeritAction.LIGHTEN
    }


def test_each_level_is_approved_by_its_own_people() -> None:
    for level, role in (
        (MeritLevel.ESTATE, Role.ESTATE_MANAGER),
        (MeritLevel.COMPANY, Role.COMPANY_LEADER),
        (MeritLevel.BOARD, Role.BOARD),
    ):
        allowed = {
            each
            for each in MeritLevel
            if MeritAction.APPROVE in open_to(actor(role), facts(MeritState.ENDORSED, each))
        }
        assert allowed == {level}


def test_heads_endorse_for_their_own_department_alone() -> None:
    head, case = actor(Role.DEPARTMENT_HEAD), facts(MeritState.PROPOSED)
    assert MeritAction.ENDORSE in open_to(head, case)
    assert open_to(head, replace(case, led=False)) == set()


def test_what_has_ended_stays_ended() -> None:
    ended = {
        MeritState.IN_FORCE,
        MeritState.OVERTURNED,
        MeritState.DECLINED,
        MeritState.WITHDRAWN,
    }
    assert not ended & {row.source for row in TRANSITIONS}
