"""What a group asks: templates with typed questions, versions and effective dates (S-F2)."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.actor import Actor, Audience, Role
from core.ids import new_id
from tests.factories import Person
from tests.standard.conftest import story, time
from tests.standard.story import Story
from tests.standard.work import finished, survey_of

__all__ = ["story", "time"]

FIXED: list[dict[str, Any]] = [
    *(
        {"code": code, "type": "SCORE", "title": title, "titleEn": code, "required": True}
        for code, title in (
            ("attitude", "态度"),
            ("speed", "速度"),
            ("result", "结果"),
            ("professionalism", "专业"),
        )
    ),
    {"code": "outcome", "type": "CHOICE", "title": "解决了吗", "titleEn": "Solved?"},
]
OPTIONS = [
    {"code": "clean", "title": "现场整洁", "titleEn": "Left it clean"},
    {"code": "polite", "title": "礼貌", "titleEn": "Polite"},
]
OWN: list[dict[str, Any]] = [
    {"code": "on_time", "type": "YES_NO", "title": "准时", "titleEn": "On time?", "required": True},
    {
        "code": "liked",
        "type": "CHOICES",
        "title": "满意之处",
        "titleEn": "Liked",
        "options": OPTIONS,
    },
    {"code": "first", "type": "CHOICE", "title": "最看重", "titleEn": "First", "options": OPTIONS},
    {"code": "price", "type": "SCORE", "title": "价格", "titleEn": "Price"},
    {"code": "wish", "type": "TEXT", "title": "期望", "titleEn": "Wishes"},
]
SELECTION = "template { version validFrom retired kind questions { code options { code } } }"
ASKED = (
    "query($id: ID!) { ticket(id: $id) { survey { questions"
    " { code title required score choices yes words options { code } } } } }"
)


def director(story: Story) -> Person:
    """Who says what the whole group asks."""
    actor = story.world.director
    return Person(actor.account_id, actor.name, "", actor)


async def sets(story: Story, version: int, **given: Any) -> dict[str, Any]:
    """The payload of the next version."""
    said = {"questions": [*FIXED, *OWN], **given}
    return await story.do(
        director(story), "surveyTemplateSet", SELECTION, expectedVersion=version, **said
    )


async def codes(story: Story, ticket: dict[str, Any]) -> list[str]:
    """What the customer is asked about a ticket."""
    found = (await story.ask(story.estate.resident, ASKED, id=ticket["id"]))["ticket"]
    return [each["code"] for each in found["survey"]["questions"]]


async def answers(story: Story, ticket: dict[str, Any], *said: dict[str, Any]) -> list[str]:
    """The customer answers in full; why it was refused."""
    survey = await survey_of(story, ticket)
    scores = dict.fromkeys(("attitude", "speed", "result", "professionalism"), 5)
    payload = await story.do(
        story.estate.resident,
        "surveySubmit",
        "survey { state }",
        surveyId=survey["id"],
        expectedVersion=survey["version"],
        outcome="SOLVED",
        answers=list(said),
        **scores,
    )
    return [each["code"] for each in payload["userErrors"]]


async def test_a_groups_own_questions_are_asked_and_their_answers_kept_by_type(
    story: Story,
) -> None:
    assert (await sets(story, 0))["userErrors"] == []
    ticket = await finished(story)
    assert await codes(story, ticket) == [each["code"] for each in (*FIXED, *OWN)]
    refused = await answers(story, ticket, {"code": "price", "score": 4})
    assert refused == ["ANSWER_REQUIRED"]
    wrong: list[dict[str, Any]] = [
        {"code": "nothing", "yes": True},
        {"code": "attitude", "score": 5},
        {"code": "on_time", "words": "是"},
        {"code": "on_time", "yes": True, "words": "是"},
        {"code": "liked", "choices": ["clean", "clean"]},
        {"code": "liked", "choices": []},
        {"code": "first", "choices": ["clean", "polite"]},
        {"code": "first", "choices": ["cheap"]},
        {"code": "price", "score": 6},
        {"code": "wish", "words": " "},
    ]
    for each in wrong:
        assert await answers(story, ticket, each) == ["ANSWER_INVALID"], each
    said: list[dict[str, Any]] = [
        {"code": "on_time", "yes": False},
        {"code": "liked", "choices": ["polite", "clean"]},
        {"code": "first", "choices": ["polite"]},
        {"code": "price", "score": 2},
        {"code": "wish", "words": " 早点来 "},
    ]
    assert await answers(story, ticket, *said) == []
    found = (await story.ask(story.estate.resident, ASKED, id=ticket["id"]))["ticket"]
    told = {each["code"]: each for each in found["survey"]["questions"]}
    assert told["on_time"]["yes"] is False
    assert told["liked"]["choices"] == ["polite", "clean"]
    assert (told["price"]["score"], told["wish"]["words"]) == (2, "早点来")
    assert (told["attitude"]["score"], told["attitude"]["title"]) == (5, "态度")
    assert told["outcome"]["choices"] == ["SOLVED"]


async def test_a_version_begins_at_its_time_and_never_before(story: Story) -> None:
    later = clock.now() + timedelta(days=1)
    payload = await sets(story, 0, validFrom=later.isoformat())
    assert payload["template"]["version"] == 1
    before = await finished(story)
    await story.on(days=1, minutes=1)
    after = await finished(story)
    assert "on_time" not in await codes(story, before)
    assert "on_time" in await codes(story, after)
    past = (clock.now() - timedelta(minutes=1)).isoformat()
    refused = await sets(story, 1, validFrom=past)
    assert refused["userErrors"][0]["code"] == "NOT_RETROACTIVE"
    assert (await sets(story, 0))["userErrors"][0]["code"] == "CONFLICT"
    await sets(story, 1, questions=FIXED)
    assert "on_time" in await codes(story, after)
    assert "on_time" not in await codes(story, await finished(story))


async def test_the_most_particular_template_is_asked_and_a_retired_one_steps_back(
    story: Story,
) -> None:
    await sets(story, 0, questions=[*FIXED, OWN[3]])
    await sets(story, 0, propertyType="RESIDENTIAL", questions=[*FIXED, OWN[4]])
    await sets(story, 0, kind="REPAIR", questions=[*FIXED, OWN[1]])
    await sets(story, 0, kind="REPAIR", propertyType="OFFICE", questions=[*FIXED, OWN[2]])
    assert (await codes(story, await finished(story)))[-1] == "liked"
    retired = (await sets(story, 1, kind="REPAIR", questions=[]))["template"]
    assert (retired["version"], retired["retired"], retired["questions"]) == (2, True, [])
    assert (await codes(story, await finished(story)))[-1] == "wish"
    await sets(story, 1, propertyType="RESIDENTIAL", questions=[])
    assert (await codes(story, await finished(story)))[-1] == "price"
    await sets(story, 1, questions=[])
    assert (await codes(story, await finished(story)))[-1] == "comment"


@pytest.mark.parametrize(
    ("questions", "code"),
    [
        (FIXED[1:], "QUESTIONS_MISSING"),
        ([*FIXED, FIXED[0]], "QUESTION_INVALID"),
        ([{**FIXED[0], "type": "TEXT"}, *FIXED[1:]], "QUESTION_INVALID"),
        ([*FIXED, {**OWN[0], "code": "On time"}], "QUESTION_INVALID"),
        ([*FIXED, {**OWN[0], "code": "verdict"}], "QUESTION_INVALID"),
        ([*FIXED, {**OWN[0], "title": " "}], "QUESTION_INVALID"),
        ([*FIXED, {**OWN[0], "options": OPTIONS}], "QUESTION_INVALID"),
        ([*FIXED, {**OWN[1], "options": OPTIONS[:1]}], "QUESTION_INVALID"),
        ([*FIXED, *({**OWN[0], "code": f"q{n}"} for n in range(36))], "TOO_MANY_QUESTIONS"),
    ],
)
async def test_a_template_that_cannot_be_asked_is_refused(
    story: Story, questions: list[dict[str, Any]], code: str
) -> None:
    payload = await sets(story, 0, questions=questions)
    assert [each["code"] for each in payload["userErrors"]] == [code]


async def test_what_a_group_asks_is_the_groups_director_to_say(story: Story) -> None:
    estate = story.estate
    nobody = Actor(
        group_id=estate.group_id,
        account_id=new_id(),
        audience=Audience.STAFF,
        name="集团职员",
        roles={estate.id: frozenset({Role.GROUP_STAFF})},
        group_roles=frozenset({Role.GROUP_STAFF}),
    )
    for person in (estate.manager, Person(new_id(), nobody.name, "", nobody)):
        payload = await story.do(
            person, "surveyTemplateSet", SELECTION, expectedVersion=0, questions=FIXED
        )
        assert [each["code"] for each in payload["userErrors"]] == ["NOT_FOUND"]
