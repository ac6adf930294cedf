"""Scores from figures, and the ladders' own rules."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from plugins.merit.appraisals.kinds import MeritMeasure
from plugins.merit.appraisals.rules import (
    FULL,
    Figures,
    Indicator,
    mean,
    score_of,
    scored,
    total,
)
from plugins.merit.kinds import MeritGrade, MeritKind, MeritLevel
from plugins.merit.ladder import SHIPPED, MeritConfiguration
from plugins.merit.manifest import MANIFEST

NINE = datetime(2025, 3, 12, 1, tzinfo=UTC)
ENDS = st.integers(0, 10_000)


@given(ENDS, ENDS, st.integers(0, 20_000))
def test_a_score_is_from_0_to_100_and_full_at_its_end(zero: int, full: int, measured: int) -> None:
    if zero == full:
        return
    indicator = Indicator("A", "甲", MeritMeasure.WORK_DONE, 1, zero, full)
    assert 0 <= score_of(indicator, measured) <= FULL
    assert (score_of(indicator, zero), score_of(indicator, full)) == (0, FULL)


@given(st.lists(st.tuples(st.integers(1, 100), st.integers(0, FULL)), min_size=1))
def test_the_mean_lies_among_its_scores(scores: list[tuple[int, int]]) -> None:
    found = mean(scores)
    assert found is not None
    assert min(score for _, score in scores) <= found <= max(score for _, score in scores)


def test_what_there_are_no_facts_for_is_not_scored() -> None:
    indicators = [Indicator(each.value, "", each, 10, 0, 100) for each in MeritMeasure]
    assert scored(indicators, Figures()) == ()
    [line] = scored(indicators, Figures(broken=1))
    assert (line.indicator.measure, line.score) == (MeritMeasure.PROMISES_KEPT, 0)
    assert (mean([]), total(None, -5)) == (None, -500)


def test_the_shipped_ladders_run_their_way() -> None:
    assert SHIPPED.keys() == set(MeritGrade)
    for grade, rung in SHIPPED.items():
        assert (rung.points < 0) is (grade.kind is MeritKind.PENALTY)
    grave = SHIPPED[MeritGrade.DISMISSAL].approvals
    assert grave == (MeritLevel.COMPANY, MeritLevel.BOARD)


def test_a_ladder_that_contradicts_itself_is_refused() -> None:
    rung = {"points": 5, "months": 1, "approvals": ["COMPANY"], "effect": "", "effect_en": ""}
    with pytest.raises(Invalid, match="INVALID"):
        MANIFEST.configure({"ladder": {"DEMERIT": rung}})
    limits = [{"up_to": 2, "approvals": ["ESTATE"]}, {"up_to": 1, "approvals": ["COMPANY"]}]
    with pytest.raises(Invalid, match="INVALID"):
        MANIFEST.configure({"bonus_limits": limits})


def test_a_bonus_above_every_limit_goes_the_whole_way() -> None:
    settings = MeritConfiguration()
    assert settings.chain(MeritGrade.BONUS, 100_000) == (MeritLevel.COMPANY,)
    assert settings.chain(MeritGrade.BONUS, 100_001) == (MeritLevel.COMPANY, MeritLevel.BOARD)
