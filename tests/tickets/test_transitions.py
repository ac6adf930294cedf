"""The table of a ticket's life, and who may do what."""

from dataclasses import replace

import pytest

from core.actor import Actor, Audience, Role
from core.ids import new_id
from core.tickets.errors import StepNotAllowed, TicketCode
from core.tickets.kinds import Kind, State
from core.tickets.printed import as_markdown
from core.tickets.step import TOPICS
from core.tickets.transitions import (
    TRANSITIONS,
    Action,
    Case,
    Facts,
    Goal,
    allowed_actions,
    transition,
)

HERE = 7
PERSON = new_id()


def caller(role: Role) -> Actor:
    return Actor(
        group_id=1,
        account_id=new_id(),
        audience=Audience.STAFF,
        name="某人",
        roles={HERE: frozenset({role})},
        persons=(PERSON,),
    )


def ticket(state: State, kind: Kind = Kind.REPAIR) -> Facts:
    return Facts(HERE, state, kind, requester_id=new_id(), assignee_id=new_id())


def test_every_state_but_the_first_can_be_come_into_and_every_one_but_withdrawn_left() -> None:
    reached = {row.target for row in TRANSITIONS}
    left = {
        state
        for row in TRANSITIONS
        for state in row.sources
        if row.target not in (Goal.UNCHANGED, state)
    }
    assert reached >= set(State)
    assert left == set(State) - {State.WITHDRAWN}


def test_every_action_has_a_row_a_rule_and_a_topic() -> None:
    assert {row.action for row in TRANSITIONS} == set(Action) == set(TOPICS)
    assert all(row.rule.startswith("S-") for row in TRANSITIONS)


def test_rows_of_one_action_and_state_are_told_apart_by_what_was_found() -> None:
    for state in State:
        for action in Action:
            cases = [
                row.case for row in TRANSITIONS if row.action is action and state in row.sources
            ]
            assert len(cases) == len(set(cases))


def test_actions_are_listed_in_one_order() -> None:
    allowed = allowed_actions(caller(Role.CS_AGENT), ticket(State.REPORTED))
    assert allowed == (
        Action.CLASSIFY,
        Action.DISPATCH,
        Action.WITHDRAW,
        Action.COMMENT,
        Action.JOIN,
    )


def test_a_technician_may_work_on_own_tickets_alone() -> None:
    someone, own = caller(Role.TECHNICIAN), ticket(State.ACCEPTED)
    assert allowed_actions(someone, own) == (Action.COMMENT,)
    assert allowed_actions(someone, replace(own, assignee_id=PERSON)) == (
        Action.RETURN,
        Action.APPOINT,
        Action.DEPART,
        Action.START,
        Action.HOLD,
        Action.COMPLETE,
        Action.COMMENT,
        Action.HAND_OVER,
    )


def test_a_resident_speaks_for_own_tickets_alone() -> None:
    resident, other = caller(Role.RESIDENT), ticket(State.COMPLETED)
    assert allowed_actions(resident, other) == ()
    assert allowed_actions(resident, replace(other, requester_id=PERSON)) == (
        Action.CONFIRM,
        Action.ANSWER_SURVEY,
        Action.REOPEN,
        Action.COMMENT,
    )


def test_roles_count_at_the_tickets_estate_alone() -> None:
    agent = caller(Role.CS_AGENT)
    assert allowed_actions(agent, replace(ticket(State.REPORTED), estate_id=8)) == ()


def test_only_complaints_are_judged_unjustified() -> None:
    """S-B4."""
    supervisor = caller(Role.CS_SUPERVISOR)
    assert Action.REJECT in allowed_actions(supervisor, ticket(State.CLASSIFIED, Kind.COMPLAINT))
    assert Action.REJECT not in allowed_actions(supervisor, ticket(State.CLASSIFIED))


def test_an_unjustified_complaint_leads_to_an_explanation_and_never_to_a_closing() -> None:
    """S-B4."""
    assert {row.target for row in TRANSITIONS if row.action is Action.REJECT} == {State.EXPLAINING}
    assert {row.target for row in TRANSITIONS if State.EXPLAINING in row.sources} == {
        State.COMPLETED,
        State.IN_PROGRESS,
        State.WITHDRAWN,
        Goal.UNCHANGED,
    }


def test_a_forbidden_step_names_what_is_allowed() -> None:
    with pytest.raises(StepNotAllowed) as refused:
        transition(caller(Role.CS_AGENT), ticket(State.WITHDRAWN), Action.DISPATCH)
    assert refused.value.code is TicketCode.STEP_NOT_ALLOWED
    assert refused.value.details == {
        "action": "DISPATCH",
        "state": "WITHDRAWN",
        "allowed": ("COMMENT",),
    }


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", [Role.CS_AGENT, Role.DEPARTMENT_HEAD, Role.RESIDENT])
def test_what_is_listed_is_exactly_what_is_let_through(role: Role, state: State) -> None:
    someone, facts = caller(role), ticket(state, Kind.COMPLAINT)
    passed = [
        action
        for action in Action
        if any(_let_through(someone, facts, action, case) for case in (None, *Case))
    ]
    assert tuple(passed) == allowed_actions(someone, facts)


def _let_through(actor: Actor, facts: Facts, action: Action, case: Case | None) -> bool:
    try:
        transition(actor, facts, action, case)
    except StepNotAllowed:
        return False
    return True


def test_the_documentation_is_printed_from_the_table() -> None:
    printed = as_markdown()
    assert printed.count("\n") == len(TRANSITIONS) + 2
    assert (
        "| REJECT | CLASSIFIED, DISPATCHED, ACCEPTED, APPOINTED, IN_PROGRESS, REOPENED"
        " | EXPLAINING |  | COMPLAINT | ESTATE_MANAGER, CS_SUPERVISOR, DEPARTMENT_HEAD | S-B4 |"
    ) in printed
