"""Who stands over an estate in these tests, and what is asked about an escalation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.actor import Actor, Audience, Role
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.models import AccountRights
from core.ids import new_id
from tenants.models import Account, RoleGrant, ScopeKind
from tests.factories import Person
from tests.standard.story import Story

SHANGHAI = ZoneInfo("Asia/Shanghai")

NAMES: dict[Role, str] = {
    Role.REGION_MANAGER: "钱区域",
    Role.COMPANY_LEADER: "孙总",
    Role.BOARD: "李董",
    Role.DUTY_OFFICER: "周值班",
    Role.GROUP_DIRECTOR: "吴总监",
}

ESCALATIONS = """query($id: ID!) { ticket(id: $id) { number state version escalations {
    id version chain cause causeRule state startedAt endedAt ending reason
    steps { id version position rule purpose role toldRole state dueAt toldAt acknowledgedAt
        acknowledgedByName passedOn note tellings { name role toldAt staff { id }
            message { template state } } }
    reports { id version rule role state dueAt overdueAt submittedAt submittedByName text }
} } }"""

PREVIEW = """query($id: ID!) { escalationPreview(ticketId: $id) {
    at chain cause causeRule rule purpose role toldRole failed begun reportRule reportDueAt
    people { name role }
} }"""


@dataclass(frozen=True, slots=True)
class Above:
    """Those above the estate, by role."""

    people: dict[Role, Person]

    def __getitem__(self, role: Role) -> Person:
        return self.people[role]


async def appoint(story: Story, roles: Iterable[Role] = tuple(NAMES)) -> Above:
    """Accounts over the region and the group, with a role each."""
    door, world, made = story.door, story.world, {}
    estates = [estate.id for estate in world.estates]
    async with unit_of_work(door.database, Scope.system(world.group_id, *estates)) as uow:
        for role in roles:
            account = new_id()
            regional = role is Role.REGION_MANAGER
            key = {"group_id": world.group_id}
            uow.add(
                Account,
                **key,
                id=account,
                audience=Audience.STAFF,
                name=NAMES[role],
                locale="zh-CN",
                created_at=uow.now,
                disabled_at=None,
            )
            uow.add(AccountRights, **key, account_id=account, version=1)
            uow.add(
                RoleGrant,
                **key,
                id=new_id(),
                account_id=account,
                role=role,
                scope=ScopeKind.REGION if regional else ScopeKind.GROUP,
                region_id=world.region_id if regional else None,
                estate_id=None,
                granted_at=uow.now,
            )
            actor = Actor(
                group_id=world.group_id,
                account_id=account,
                audience=Audience.STAFF,
                name=NAMES[role],
                roles=dict.fromkeys(estates, frozenset({role})),
                group_roles=frozenset() if regional else frozenset({role}),
            )
            made[role] = Person(account, NAMES[role], "", actor)
            story.known(made[role])
    return Above(made)


def local(day: str, time: str) -> datetime:
    """A time of day in Shanghai, as an instant."""
    return datetime.fromisoformat(f"{day}T{time}:00").replace(tzinfo=SHANGHAI).astimezone(UTC)


def at(text: str) -> datetime:
    """An instant that the API wrote."""
    return datetime.fromisoformat(text)


Told = dict[str, Any]

__all__ = ["ESCALATIONS", "NAMES", "PREVIEW", "SHANGHAI", "Above", "Told", "appoint", "at", "local"]
