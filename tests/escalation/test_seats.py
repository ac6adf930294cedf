"""Who is told for a role, and who instead: the nearest holder, then the next one up (S-G6)."""

from uuid import UUID, uuid4

import pytest

from core.actor import Role
from core.escalation.holders import TOLD, UP, Holder, seat
from core.escalation.rules import at_or_above
from core.escalation.shipped import SHIPPED

HERE, REGION, GROUP = 0, 1, 1_000
ENGINEERING, OFFICE = uuid4(), uuid4()


def holder(role: Role, distance: int = HERE, department: UUID | None = None) -> Holder:
    """Somebody."""
    return Holder(role, role.value, distance, uuid4(), uuid4(), department)


def ladder(role: Role) -> list[Role]:
    """The role and all who stand in for it, in order."""
    found = [role]
    while found[-1] in UP:
        found.append(UP[found[-1]])
    return found


@pytest.mark.parametrize("role", sorted(UP))
def test_with_holders_missing_at_each_level_the_next_one_up_is_told(role: Role) -> None:
    rungs = ladder(role)
    assert rungs[-1] is Role.DUTY_OFFICER
    everybody = [holder(each, GROUP, ENGINEERING) for each in rungs]
    concerned = frozenset({ENGINEERING})
    for missing, expected in enumerate(rungs):
        told = seat(role, everybody[missing:], concerned)
        assert (told.role, told.failed) == (expected, False)
        assert [each.role for each in told.people] == [expected]


def test_with_nobody_left_the_directors_are_told_that_it_failed() -> None:
    director = holder(Role.GROUP_DIRECTOR, GROUP)
    told = seat(Role.BOARD, [director, holder(Role.CS_SUPERVISOR)])
    assert (told.role, told.people, told.failed) == (Role.GROUP_DIRECTOR, (director,), True)
    assert seat(Role.BOARD, []).failed
    assert seat(Role.BOARD, []).people == ()


def test_the_nearest_holders_are_told_and_all_of_them() -> None:
    near = [holder(Role.COMPANY_LEADER, REGION) for _ in range(2)]
    far = holder(Role.COMPANY_LEADER, GROUP)
    told = seat(Role.COMPANY_LEADER, [far, *near])
    assert {each.person for each in told.people} == {each.person for each in near}


def test_somebody_with_two_grants_is_told_once() -> None:
    one = holder(Role.BOARD, GROUP)
    told = seat(Role.BOARD, [one, one])
    assert told.people == (one,)


def test_heads_are_those_of_the_departments_concerned() -> None:
    engineer = holder(Role.DEPARTMENT_HEAD, HERE, ENGINEERING)
    greenkeeper = holder(Role.DEPARTMENT_HEAD, HERE, uuid4())
    told = seat(Role.DEPARTMENT_HEAD, [engineer, greenkeeper], frozenset({ENGINEERING}))
    assert told.people == (engineer,)


def test_the_supervisor_heads_customer_service() -> None:
    supervisor = holder(Role.CS_SUPERVISOR, HERE, OFFICE)
    told = seat(Role.DEPARTMENT_HEAD, [supervisor], frozenset({OFFICE}))
    assert told.people == (supervisor,)


def test_every_role_that_a_chain_names_ends_at_the_duty_officer() -> None:
    for chain in SHIPPED.rows:
        for step in chain.steps:
            assert step.role in TOLD
            assert ladder(step.role)[-1] is Role.DUTY_OFFICER


def test_who_stands_above_may_answer_for_who_was_told() -> None:
    assert Role.REGION_MANAGER in at_or_above(Role.ESTATE_MANAGER)
    assert Role.CS_SUPERVISOR not in at_or_above(Role.ESTATE_MANAGER)
    assert Role.GROUP_DIRECTOR in at_or_above(Role.DUTY_OFFICER)
