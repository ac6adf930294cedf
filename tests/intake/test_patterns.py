"""Patterns of rules: which could keep the service busy, and what they may be written in."""

import re

import pytest

from core.intake.patterns import too_much
from core.intake.ruleset import RulesRefused, parse, shipped

RULES = """
title = "t"
spread = 1
[kind]
[urgency]
[[rules]]
why = "w"
match = '{}'
[rules.kind]
HELP = 1
"""


def test_everything_shipped_may_be_used() -> None:
    assert {too_much(rule.match.pattern) for rule in shipped().rules} == {None}


@pytest.mark.parametrize(
    "pattern",
    [
        "(?:水|渗水)漏",
        r"(?<!不)着火(?!怎么)",
        r"\u6c34{2,4}?[^，。\]]{0,4}\d+",
        "(?P<what>[天次])(?>水+)漏?+$",
        r"^\s?[]a-z]+\b\.",
        "(?:[天次]{1,3}){1,3}",
    ],
)
def test_what_matches_in_few_ways_may_be_used(pattern: str) -> None:
    re.compile(pattern)
    assert too_much(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+b",
        "(?:a|a)*b",
        "(?:.|水)+b",
        "(a*)*",
        "(?:a?){40}b",
        "(?=(a+)+b)",
        ".*a.*b.*c",
        "(?:(?:a{1,9}){1,9}){1,9}",
        "((a{2,}){3,})+?",
        "a" * 2001,
    ],
)
def test_what_backtracks_without_end_may_not(pattern: str) -> None:
    re.compile(pattern)
    assert too_much(pattern) is not None


@pytest.mark.parametrize(
    "pattern", [r"(a)\1", "(?P<x>a)(?P=x)", "(a)?(?(1)b|c)", "(?i:a)", "(?#told)a", "a{b", "(?s)."]
)
def test_what_is_not_read_here_is_refused_with_its_place(pattern: str) -> None:
    re.compile(pattern)
    assert "no part of what rules are written in" in str(too_much(pattern))


def test_groups_have_a_depth() -> None:
    assert too_much("(" * 60 + "a" + ")" * 60) is not None
    with pytest.raises(RulesRefused, match="nested too deeply"):
        parse(RULES.format("(?:" * 5000 + "a" + ")" * 5000))
