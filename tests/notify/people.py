"""Telling somebody in a story, and seeing how far it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.notify.tell import Recipient, Telling, tell
from tests.factories import Person
from tests.standard.story import Story

INBOX = """{ me { unreadNotifications } notifications { nodes {
    id template state title body channel urgent sentAt readAt dueAt recipientName ticket { number }
} } }"""

MESSAGES = """query($id: ID!) { ticket(id: $id) { messages {
    template topic recipientName state channel attempts { channel state tries error }
} } }"""


@dataclass(frozen=True, slots=True)
class Telephone:
    """Tells people things, by the workers of a story."""

    story: Story

    async def tell(
        self,
        to: Recipient,
        *,
        key: str = "once",
        template: str = "customer.closed",
        values: Mapping[str, str] | None = None,
        urgent: bool = False,
        ticket: dict[str, Any] | None = None,
    ) -> None:
        """Have it told; nothing is sent before the workers run."""
        estate = self.story.estate
        telling = Telling(
            estate.group_id,
            estate.id,
            template,
            to,
            key=key,
            values=values or {"number": "250312-001"},
            urgent=urgent,
            ticket_id=None if ticket is None else UUID(ticket["id"].rpartition(":")[2]),
        )
        scope = Scope.system(estate.group_id, estate.id)
        async with unit_of_work(self.story.door.database, scope) as uow:
            await tell(uow, telling)

    async def inbox(self, person: Person) -> list[dict[str, Any]]:
        """What somebody was told, newest first."""
        told = await self.story.ask(person, INBOX)
        nodes: list[dict[str, Any]] = told["notifications"]["nodes"]
        return nodes

    async def messages(self, ticket: dict[str, Any]) -> list[dict[str, Any]]:
        """What was told of a ticket, as the staff see it."""
        told = await self.story.ask(self.story.estate.agent, MESSAGES, id=ticket["id"])
        found: list[dict[str, Any]] = told["ticket"]["messages"]
        return found

    async def set_channel(self, channel: str, **given: Any) -> dict[str, Any]:
        """Set a channel up for the group."""
        said = {"expectedVersion": 0, "settings": {}, **given}
        payload = await self.story.do(
            self.director,
            "notificationChannelSet",
            "channel { version channel enabled settings stoppedReason estate { code } }",
            channel=channel,
            **said,
        )
        return payload

    async def prefer(self, person: Person, **given: Any) -> dict[str, Any]:
        """Set somebody's preference."""
        selection = (
            "preference { version locale zone quietFrom quietTo muted email wechat"
            " channels { topic channels } }"
        )
        said = {"expectedVersion": 0, **given}
        return await self.story.do(person, "notificationPreferenceSet", selection, **said)

    @property
    def director(self) -> Person:
        """Who directs the group."""
        actor = self.story.world.director
        return Person(actor.account_id, actor.name, "", actor)


__all__ = ["INBOX", "Telephone"]
