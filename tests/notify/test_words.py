"""A group's own words: checked, versioned, used for whoever is told next."""

import pytest

from core.notify.tell import Recipient
from tests.notify.people import Telephone
from tests.standard.story import Story

OWN = {
    "code": "customer.closed",
    "title": "【翠湖】$number 已结",
    "body": "$name：$number 已结。$$5",
    "titleEn": "$number closed",
    "bodyEn": "$name: $number is closed at $estate.",
}
SELECTION = "template { code version title own }"


async def test_a_groups_own_words_are_used_in_both_languages(
    story: Story, telephone: Telephone
) -> None:
    director, resident = telephone.director, story.estate.resident
    payload = await story.done(
        director, "notificationTemplateSet", SELECTION, expectedVersion=0, **OWN
    )
    assert payload["template"] == {
        "code": "customer.closed",
        "version": 1,
        "title": OWN["title"],
        "own": True,
    }
    await telephone.prefer(resident, locale="en")
    neighbour = story.estate.neighbour
    await story.caller(neighbour)
    await telephone.tell(Recipient.resident(resident.id), key="en")
    await telephone.tell(Recipient.resident(neighbour.id), key="zh")
    await story.on(seconds=1)
    [english], [chinese] = [await telephone.inbox(each) for each in (resident, neighbour)]
    assert english["title"] == "250312-001 closed"
    assert chinese["body"] == f"{neighbour.name}：250312-001 已结。$5"


async def test_every_template_can_be_looked_at(story: Story, telephone: Telephone) -> None:
    await story.done(
        telephone.director, "notificationTemplateSet", SELECTION, expectedVersion=0, **OWN
    )
    query = "{ notificationTemplates { code version title bodyEn topic placeholders own } }"
    found = (await story.ask(telephone.director, query))["notificationTemplates"]
    by_code = {each["code"]: each for each in found}
    assert by_code["customer.closed"]["title"] == OWN["title"]
    assert by_code["customer.closed"]["own"] is True
    shipped = by_code["customer.dispatched"]
    assert (shipped["version"], shipped["own"], shipped["topic"]) == (0, False, "PROGRESS")
    assert shipped["placeholders"] == ["assignee", "due", "estate", "name", "number"]


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"body": "$phone"}, "TEMPLATE_INVALID", "body"),
        ({"titleEn": "5 $ only"}, "TEMPLATE_INVALID", "titleEn"),
        ({"bodyEn": "  "}, "TEXT_REQUIRED", "bodyEn"),
        ({"title": "长" * 61}, "TEXT_TOO_LONG", "title"),
        ({"code": "customer.nonsense"}, "NOT_FOUND", "code"),
        ({"expectedVersion": 1}, "CONFLICT", "expectedVersion"),
    ],
)
async def test_words_that_cannot_be_are_refused(
    story: Story, telephone: Telephone, given: dict[str, object], code: str, field: str
) -> None:
    said = {"expectedVersion": 0, **OWN, **given}
    payload = await story.do(telephone.director, "notificationTemplateSet", SELECTION, **said)
    [refused] = payload["userErrors"]
    assert (refused["code"], refused["field"]) == (code, field)


async def test_only_the_director_changes_the_words(story: Story) -> None:
    said = {"expectedVersion": 0, **OWN}
    payload = await story.do(story.estate.manager, "notificationTemplateSet", SELECTION, **said)
    assert payload["userErrors"][0]["code"] == "NOT_FOUND"
