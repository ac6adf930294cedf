"""Satisfaction with the number of answers behind it (S-F4): the interval, worked out in SQL."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, bindparam, cast, create_engine, make_url, select

from core.surveys.satisfaction import with_interval
from tests.database import TestDatabase

PUBLISHED = [
    # successes, trials, low, high: the score method in Newcombe, Statistics in Medicine 17 (1998)
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]

Ask = Callable[[int, int], Any]


@pytest.fixture(scope="module")
def interval(database: TestDatabase) -> Iterator[Ask]:
    """The interval of some successes out of some trials, asked of PostgreSQL."""
    counted = select(
        cast(bindparam("successes"), BigInteger).label("satisfied"),
        cast(bindparam("trials"), BigInteger).label("answers"),
    ).subquery("counted")
    found = with_interval(counted)
    statement = select(found.c.low, found.c.rate, found.c.high)
    engine = create_engine(make_url(database.app_url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:

        def ask(successes: int, trials: int) -> Any:
            given = {"successes": successes, "trials": trials}
            return tuple(connection.execute(statement, given).one())

        yield ask
    engine.dispose()


@pytest.mark.parametrize(("successes", "trials", "low", "high"), PUBLISHED)
def test_the_interval_is_the_one_in_the_books(
    interval: Ask, successes: int, trials: int, low: float, high: float
) -> None:
    found = interval(successes, trials)
    assert found == pytest.approx((low, successes / trials, high), abs=5e-5)


def test_five_of_five_is_not_five_hundred_of_five_hundred(interval: Ask) -> None:
    """All satisfied: the interval begins at n / (n + z²)."""
    square = 1.959963984540054**2
    for trials in (5, 500):
        low, rate, high = interval(trials, trials)
        assert low == pytest.approx(trials / (trials + square), abs=1e-12)
        assert (rate, high) == (1, pytest.approx(1, abs=1e-12))
    assert interval(5, 5)[0] < 0.9 < interval(500, 500)[0]


def test_where_nobody_answered_nothing_is_claimed(interval: Ask) -> None:
    low, rate, high = interval(0, 0)
    assert rate is None
    assert (low, high) == (0.0, 1.0)


shared = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@shared
@given(trials=st.integers(1, 5000), data=st.data())
def test_one_more_who_is_satisfied_never_lowers_the_interval(
    interval: Ask, trials: int, data: st.DataObject
) -> None:
    successes = data.draw(st.integers(0, trials - 1))
    low, rate, high = interval(successes, trials)
    more_low, _, more_high = interval(successes + 1, trials)
    assert 0 <= low <= rate <= high <= 1
    assert low < more_low
    assert high < more_high or high == 1


@shared
@given(rate=st.sampled_from([0.5, 0.75, 0.8, 0.9, 1.0]), tens=st.integers(2, 200))
def test_more_answers_of_the_same_rate_say_more(interval: Any, rate: float, tens: int) -> None:
    few, many = tens * 20, (tens + 1) * 20
    low, _, high = interval(round(few * rate), few)
    narrow_low, _, narrow_high = interval(round(many * rate), many)
    assert low < narrow_low
    assert narrow_high <= high
