"""A rule that is only text in a document is not done."""

import pytest

from tests.docs.standard import Rule, cited, places, required, rules, shown_by


@pytest.mark.parametrize("rule", required(), ids=lambda rule: rule.id)
def test_every_rule_lives_somewhere_and_is_shown_by_a_test(rule: Rule) -> None:
    assert rule.id in places(), "no module cites it"
    assert rule.id in shown_by(), "no test is marked with it"


def test_only_rules_of_the_standard_are_marked() -> None:
    assert shown_by().keys() <= {rule.id for rule in rules()}


def test_a_span_of_rules_cites_each() -> None:
    assert [*cited("S-G1–G3 and S-D7, S-A2 to S-A4")] == [
        *("S-G1", "S-G2", "S-G3"),
        "S-D7",
        *("S-A2", "S-A3", "S-A4"),
    ]
