"""S-A4, S-B1 to S-B3: kind, category and urgency are proposed from a report's words, with why."""

import pytest

from api.demo.categories import TREE
from api.demo.repairs import REPAIRS
from api.demo.requests import REQUESTS
from core.intake.evidence import Proposed, Reason, Said, said_by_rules
from core.intake.propose import Proposals, proposals
from core.intake.ruleset import RulesRefused, parse, shipped
from core.tickets.kinds import Kind, Urgency

CATEGORIES = {code: kind for code, kind, *_ in TREE}


def of(text: str, categories: dict[str, Kind] = CATEGORIES) -> Proposals:
    """What the shipped rules propose for a text, in a group with these categories."""
    return proposals([*said_by_rules(shipped(), text)], shipped(), categories)


@pytest.mark.parametrize(
    ("text", "kind", "category", "urgency"),
    [
        ("厨房水管漏水", Kind.REPAIR, "repair.water.leak", Urgency.ROUTINE),
        ("电梯困人了，快来人", Kind.REPAIR, "repair.lift.trapped", Urgency.EMERGENCY),
        ("保安态度恶劣，要求道歉", Kind.COMPLAINT, "complaint.attitude", Urgency.ROUTINE),
        ("车位月租多少钱？", Kind.CONSULTATION, "consultation.parking", Urgency.ROUTINE),
        ("建议在门口装个雨棚", Kind.SUGGESTION, "suggestion.facility", Urgency.ROUTINE),
        ("出门忘带钥匙，请帮忙", Kind.HELP, "help.locked_out", Urgency.URGENT),
        ("家里老人突然晕倒了", Kind.HELP, "help.medical", Urgency.EMERGENCY),
    ],
)
def test_each_kind_has_its_proposal_with_category_and_urgency_s_b1(
    text: str, kind: Kind, category: str, urgency: Urgency
) -> None:
    found = of(text)
    assert found.kinds[0].value == kind
    assert found.categories[0].value == category
    assert found.urgencies[0].value == urgency


def test_every_proposal_tells_what_was_found_and_why_s_a4() -> None:
    found = of("厨房水管漏水，请尽快派人来看")
    (reason, *_) = found.categories[0].reasons
    assert reason == Reason("rules", "说到漏水", "水管", 3.0)
    assert found.urgencies[0].reasons or found.urgencies[0].value == Urgency.ROUTINE
    for proposal in (*found.kinds, *found.categories, *found.urgencies):
        for each in proposal.reasons:
            assert each.why
            assert each.source == "rules"


def test_confidences_are_shares_of_one_and_run_down_s_a4() -> None:
    for text in ("漏水", "", "请问物业费怎么算？", "投诉" * 500):
        found = of(text)
        for listed in (found.kinds, found.urgencies):
            shares = [each.confidence for each in listed]
            assert shares == sorted(shares, reverse=True)
            assert 0.9 < sum(shares) <= 1.01
        assert sum(each.confidence for each in found.categories) <= 1.01


def test_words_that_say_nothing_leave_every_kind_open_s_a4() -> None:
    found = of("您好" * 40)
    assert found.kinds[0].confidence < 0.6
    assert found.categories == ()


def test_a_category_the_group_does_not_have_gives_way_to_the_one_above_it_s_b2() -> None:
    small = {"repair": Kind.REPAIR, "repair.water": Kind.REPAIR}
    assert of("厨房水管漏水", small).categories[0].value == "repair.water"
    assert of("电梯停在12楼不动了", small).categories[0].value == "repair"
    assert of("厨房水管漏水", {}).categories == ()


def test_a_category_is_never_likelier_than_its_kind_s_b2() -> None:
    for topic in (*REPAIRS, *REQUESTS):
        found = of(topic.contents[0])
        kinds = {each.value: each.confidence for each in found.kinds}
        for each in found.categories:
            assert each.confidence <= kinds[CATEGORIES[each.value]] + 0.001


def test_reports_as_the_demo_has_them_are_mostly_proposed_right_s_a4() -> None:
    right = total = 0
    for topic in (*REPAIRS, *REQUESTS):
        for content in topic.contents:
            found = of(content.format(room="厨房", block="3栋2单元", floor=12))
            total += 1
            right += found.kinds[0].value == topic.kind
            right += bool(found.categories) and found.categories[0].value == topic.category
    assert right >= 0.9 * 2 * total


def test_points_of_others_are_weighed_with_the_rules_own_s_a4() -> None:
    text = "厨房水管漏水"
    said = [*said_by_rules(shipped(), text)]
    reason = Reason("lamps", "该户在保修期内", "", 9.0)
    said.append(Said(Proposed.KIND, Kind.COMPLAINT.value, reason))
    found = proposals(said, shipped(), CATEGORIES)
    assert found.kinds[0].value == Kind.COMPLAINT
    assert found.kinds[0].reasons[0] == reason


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("title = ", "not TOML"),
        ('[[rules]]\nmatch = "("\nwhy = "x"\nkind = { REPAIR = 1 }', "match"),
        ('[[rules]]\nmatch = "漏"\nwhy = "x"\nkind = { LEAK = 1 }', "kind"),
        ('[[rules]]\nmatch = "漏"\nwhy = "x"', "gives points to nothing"),
        ('[[rules]]\nmatch = "漏"\nwhy = "x"\nkind = { REPAIR = 99 }', "less than or equal to 10"),
        ('colour = "red"', "colour"),
    ],
)
def test_a_rule_set_that_cannot_be_used_is_refused_with_the_place_s_a4(
    broken: str, told: str
) -> None:
    head = 'title = "x"\nspread = 1.5\nkind = {}\nurgency = {}\nrules = []\n'
    text = broken if broken.startswith("title") else head.replace("rules = []\n", "") + broken
    with pytest.raises(RulesRefused, match=told):
        parse(text)


def test_every_shipped_rule_has_a_reason_and_only_categories_of_the_standard_s_b2() -> None:
    for rule in shipped().rules:
        assert rule.why
        assert rule.category.keys() <= CATEGORIES.keys(), rule.category
