"""The link leaves with the message, and stands in none: staff read messages, and do not answer."""

import re

from sqlalchemy import select

from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.ids import new_id
from core.notify.models import Message
from core.notify.render import linked
from core.notify.templates import template
from core.surveys.keep import SurveyRef
from core.surveys.links import Links, mark
from tests.notify.conftest import mailbox, provider, story, telephone, time
from tests.notify.people import Telephone
from tests.notify.provider import Provider
from tests.notify.test_deliver import webhook
from tests.standard.story import Story
from tests.standard.work import finished, seen

__all__ = ["mailbox", "provider", "story", "telephone", "time"]


async def test_the_link_is_put_in_as_the_message_leaves_and_answers_the_survey(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    await webhook(telephone, provider)
    ticket = await finished(story)
    await story.on(seconds=5)
    [body] = [
        asked.json["data"]["body"]
        for asked in provider.asked
        if asked.json["data"]["template"] == "customer.asked"
    ]
    found = re.search(r"http://127\.0\.0\.1:8000(/survey/[\w-]{32})", body)
    assert found is not None
    scope = Scope.system(story.estate.group_id, story.estate.id)
    async with unit_of_work(story.door.database, scope) as uow:
        asking = Message.template == "customer.asked"
        kept = (await uow.execute(select(Message.body, Message.values).where(asking))).one()
    assert "/survey/" not in kept.body
    assert "⟦survey:" in kept.body
    assert found[1].rpartition("/")[2] not in str(kept.values)
    await story.door.http().post(found[1], data={"verdict": "SATISFIED"})
    assert (await seen(story, ticket))["state"] == "CLOSED"


async def test_in_the_app_the_text_ends_where_the_link_would_stand(story: Story) -> None:
    ticket = await finished(story)
    await story.on(seconds=5)
    asked = await story.ask(
        story.estate.resident,
        "{ notifications(first: 10) { nodes { template body ticket { id survey { state } } } } }",
    )
    [told] = [
        each for each in asked["notifications"]["nodes"] if each["template"] == "customer.asked"
    ]
    assert told["body"].endswith("无需登录：")
    assert told["ticket"] == {"id": ticket["id"], "survey": {"state": "INVITED"}}


def test_a_mark_that_somebody_wrote_becomes_no_link() -> None:
    """Staff see the ids of surveys: a mark in a comment must not have a link made of it."""
    survey = SurveyRef(1, new_id())
    reassigned, asked = template("staff.handed_over"), template("customer.asked")
    links = Links("secret", "https://guanjia.example")
    text = f"请看 {mark(survey)}"
    assert linked(reassigned, {"reason": mark(survey)}, text, links.resolve) == text
    theirs = {"link": mark(SurveyRef(1, new_id()))}
    assert linked(asked, theirs, text, links.resolve) == text
    assert linked(asked, {"link": mark(survey)}, text, links.resolve).endswith(links.url(survey))
