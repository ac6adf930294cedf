"""The link leaves with the message, and stands in none: staff read messages, and do not answer."""

import re

from sqlalchemy import select

from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.notify.models import Message
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
