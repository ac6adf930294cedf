"""Facts that add up to a proposal do so in whatever order they are kept, and each counts once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.merit.facts.counting import together
from tests.factories import MORNING


@dataclass(frozen=True)
class Happened:
    number: int
    at: datetime


@st.composite
def kept(draw: st.DrawFn) -> list[Happened]:
    """Facts of three months, in the order in which they are kept, which is any."""
    days = draw(st.lists(st.integers(0, 90), max_size=25))
    facts = [Happened(n, MORNING + timedelta(days=day)) for n, day in enumerate(days)]
    return draw(st.permutations(facts))


def window(facts: Sequence[Happened], times: int, days: int) -> bool:
    """Whether any stretch of so many days has enough of them: looked for day by day."""
    return any(
        sum(0 <= (MORNING + timedelta(days=end) - each.at).days < days for each in facts) >= times
        for end in range(91)
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(kept(), st.integers(1, 5), st.integers(1, 40))
def test_in_whatever_order_they_are_kept_what_adds_up_is_found_and_nothing_counts_twice(
    facts: list[Happened], times: int, days: int
) -> None:
    fresh: list[Happened] = []
    served: list[Happened] = []
    for fact in facts:
        fresh.append(fact)
        found = together(fresh, fact.at, times, days)
        if found:
            assert fact in found
            assert len(found) >= times
            assert max(each.at for each in found) - min(each.at for each in found) < timedelta(days)
            served += found
            fresh = [each for each in fresh if each not in found]
        assert not window(fresh, times, days), "nothing that adds up is left lying"
    assert len(served) == len(set(served))
    assert {*served, *fresh} == set(facts)
