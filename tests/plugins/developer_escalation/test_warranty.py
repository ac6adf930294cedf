"""Which warranty covers a matter: nearest term, nearest hand-over date, first and last day."""

from datetime import date

import pytest

from core.ids import new_id
from plugins.developer_escalation.warranty.kinds import Component
from plugins.developer_escalation.warranty.rules import (
    Matter,
    Start,
    Term,
    after_months,
    covering,
)

BUILDING, HOUSE, DEVELOPER = new_id(), new_id(), new_id()
HANDED = date(2024, 2, 29)


def term(**given: object) -> Term:
    said: dict[str, object] = {
        "id": new_id(),
        "partner_id": DEVELOPER,
        "component": Component.PLUMBING,
        "categories": ("repair.water",),
        "building_id": None,
        "months": 24,
        "valid_from": date(2020, 1, 1),
        "valid_to": None,
    }
    return Term(**{**said, **given})  # type: ignore[arg-type]


def matter(day: date, category: str | None = "repair.water") -> Matter:
    return Matter(category, BUILDING, HOUSE, day)


ESTATE_START = Start(None, None, HANDED)


@pytest.mark.parametrize(
    ("day", "covered"),
    [
        (date(2024, 2, 28), False),
        (HANDED, True),
        (date(2026, 2, 27), True),
        (date(2026, 2, 28), False),
    ],
)
def test_a_warranty_runs_from_its_first_day_to_the_day_before_its_end(
    day: date, *, covered: bool
) -> None:
    assert (covering([term()], [ESTATE_START], matter(day)) is not None) is covered


def test_months_end_on_the_last_day_where_there_is_no_such_day() -> None:
    assert after_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert after_months(date(2024, 8, 31), 6) == date(2025, 2, 28)
    assert after_months(date(2024, 12, 15), 12) == date(2025, 12, 15)


def test_the_nearest_term_decides_even_where_a_wider_one_runs_longer() -> None:
    wide = term(months=60)
    of_building = term(building_id=BUILDING, months=12)
    of_another = term(building_id=new_id(), months=120)
    terms, day = [wide, of_building, of_another], date(2024, 6, 1)
    found = covering(terms, [ESTATE_START], matter(day))
    assert found is not None
    assert found.term is of_building
    assert covering(terms, [ESTATE_START], matter(date(2025, 6, 1))) is None


def test_a_narrower_category_decides_before_a_wider_one_and_others_are_not_meant() -> None:
    wide, narrow = term(categories=("repair",)), term(categories=("repair.water.roof",))
    found = covering([wide, narrow], [ESTATE_START], matter(HANDED, "repair.water.roof.leak"))
    assert found is not None
    assert found.term is narrow
    assert covering([narrow], [ESTATE_START], matter(HANDED, "repair.waterfall")) is None
    assert covering([wide], [ESTATE_START], matter(HANDED, None)) is None


def test_it_runs_from_the_hand_over_of_the_house_before_that_of_building_and_estate() -> None:
    starts = [
        Start(None, HOUSE, date(2025, 1, 1)),
        Start(BUILDING, None, date(2024, 6, 1)),
        ESTATE_START,
        Start(new_id(), None, date(2010, 1, 1)),
    ]
    for expected, given in ((2025, starts), (2024, starts[1:])):
        found = covering([term()], given, matter(date(2025, 6, 1)))
        assert found is not None
        assert found.starts_on.year == expected
    assert covering([term()], [starts[3]], matter(HANDED)) is None


def test_terms_are_for_tickets_received_while_they_are_valid() -> None:
    old = term(valid_to=date(2024, 6, 1), months=12)
    new = term(valid_from=date(2024, 6, 1), months=60)
    before = covering([old, new], [ESTATE_START], matter(date(2024, 5, 31)))
    after = covering([old, new], [ESTATE_START], matter(date(2024, 6, 1)))
    assert before is not None
    assert after is not None
    assert (before.term, after.term) == (old, new)
