"""Who is told of an objection, and what counts as lighter."""

from dataclasses import replace
from uuid import UUID

import pytest

from core.actor import Role
from core.errors import GuanjiaError
from core.escalation.holders import Holder
from core.ids import new_id
from plugins.merit.cases.hear import HearCase, lighter
from plugins.merit.cases.hearers import to_hear
from plugins.merit.cases.repository import Standing
from plugins.merit.errors import MeritCode
from plugins.merit.kinds import MeritGrade, MeritHearing, MeritState
from plugins.merit.ladder import MeritConfiguration

CASE = Standing(
    id=new_id(),
    group_id=1,
    estate_id=7,
    staff_id=new_id(),
    department_id=new_id(),
    account_id=new_id(),
    grade=MeritGrade.DEMERIT,
    points=-5,
    months=12,
    amount=None,
    state=MeritState.OBJECTED,
    version=5,
    chain=["COMPANY"],
    approvals=1,
    proposed_by=None,
    objection_until=None,
    hearing_until=None,
)
ROLES = (Role.REGION_MANAGER, Role.COMPANY_LEADER, Role.BOARD, Role.GROUP_DIRECTOR)
PEOPLE = {
    role: Holder(role, role.value, distance, new_id())
    for distance, role in enumerate((Role.ESTATE_MANAGER, *ROLES))
}


def told(first: Role, *without: Role, acted: frozenset[UUID] = frozenset()) -> list[Role]:
    holders = [each for role, each in PEOPLE.items() if role not in without]
    return [each.role for each in to_hear(first, holders, CASE, acted)]


@pytest.mark.parametrize("role", ROLES)
def test_the_one_whose_it_is_is_told(role: Role) -> None:
    assert told(role) == [role]


def test_in_place_of_who_took_a_part_the_next_one_up_is_told() -> None:
    company = PEOPLE[Role.COMPANY_LEADER].account_id
    assert company is not None
    assert told(Role.COMPANY_LEADER, acted=frozenset({company})) == [Role.BOARD]
    about = replace(CASE, account_id=company)
    assert [
        each.role for each in to_hear(Role.COMPANY_LEADER, [*PEOPLE.values()], about, frozenset())
    ] == [Role.BOARD]


def test_with_nobody_above_those_below_are_told_and_in_the_end_the_manager() -> None:
    assert told(Role.BOARD, Role.BOARD, Role.GROUP_DIRECTOR) == [Role.COMPANY_LEADER]
    assert told(Role.REGION_MANAGER, *ROLES) == [Role.ESTATE_MANAGER]


@pytest.mark.parametrize(
    ("grade", "points", "became"),
    [
        (MeritGrade.WRITTEN_WARNING, None, (MeritGrade.WRITTEN_WARNING, -2, 6)),
        (MeritGrade.WRITTEN_WARNING, -1, (MeritGrade.WRITTEN_WARNING, -1, 6)),
        (None, -3, (MeritGrade.DEMERIT, -3, 12)),
        (None, 0, (MeritGrade.DEMERIT, 0, 12)),
    ],
)
def test_lighter_is_a_lesser_grade_or_fewer_points(
    grade: MeritGrade | None, points: int | None, became: tuple[MeritGrade, int, int]
) -> None:
    new = HearCase(7, CASE.id, 5, MeritHearing.LIGHTEN, "减轻", grade, points)
    found = lighter(CASE, new, MeritConfiguration())
    assert (found.grade, found.points, found.months) == became


@pytest.mark.parametrize(
    ("grade", "points"),
    [
        (None, None),
        (None, -5),
        (None, -6),
        (None, 1),
        (MeritGrade.WRITTEN_WARNING, -3),
        (MeritGrade.MAJOR_DEMERIT, -1),
        (MeritGrade.COMMENDATION, None),
    ],
)
def test_what_is_no_lighter_is_refused(grade: MeritGrade | None, points: int | None) -> None:
    new = HearCase(7, CASE.id, 5, MeritHearing.LIGHTEN, "减轻", grade, points)
    with pytest.raises(GuanjiaError) as refused:
        lighter(CASE, new, MeritConfiguration())
    assert refused.value.code is MeritCode.MERIT_NOT_LIGHTER
