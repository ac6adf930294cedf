"""An estate with a developer, as stories about warranties and hand-overs need it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from core import clock
from core.actor import Actor, Audience, Role
from core.ids import new_id
from tenants.entering import administering
from tenants.roles import console
from tenants.sign_contract import PluginTerm, SignContract, sign_contract
from tests.api.door import gid
from tests.factories import Person
from tests.standard.story import Story

HAND_OVER = (
    "handOver { id version state place report responseDueAt repairBy reason"
    " clocks { kind state dueAt } events { action side toState actorName note } }"
)
SEEN = """query($id: ID!) { ticket(id: $id) { id number version state needsDeveloper holdReason
    holdUntil result completedAt warranty { state component endsOn version developer { name } }
    developerHandOver { id version state reason answeredAt endedAt events { action toState }
        clocks { kind state dueAt brokenAt endedAt } }
    promises { rule state dueAt } verifications { id version state dueAt finding } } }"""


@dataclass(frozen=True, slots=True)
class Company:
    """A developer's id, and somebody of it who can log in."""

    id: str
    person: Person


async def with_developer(story: Story, *others: str, **configuration: Any) -> None:
    """The estate's contract includes the plugin from now on, with its configuration."""
    async with administering(story.door.access, console(story.estate.group_id)) as (actor, uow):
        terms = [PluginTerm("developer_escalation", configuration)]
        terms += [PluginTerm(each, {}) for each in others]
        new = SignContract(story.estate.id, "开发商服务协议", uow.now, plugins=tuple(terms))
        await sign_contract(actor, new, uow)


def partner(story: Story, name: str) -> Person:
    """Somebody of a partner's, who may enter the estate."""
    actor = Actor(
        group_id=story.estate.group_id,
        account_id=new_id(),
        audience=Audience.PARTNER,
        name=name,
        roles={story.estate.id: frozenset({Role.PARTNER})},
    )
    return Person(actor.account_id, name, "", replace(actor))


async def company(story: Story, name: str = "和苑置业", person: str = "李工") -> Company:
    """A developer on record, with one of its people."""
    registered = await story.done(
        story.estate.manager,
        "developerRegister",
        "developer { id }",
        estateId=f"Estate:{story.estate.id}",
        name=name,
        serviceLine="400-800-1234",
    )
    id_ = registered["developer"]["id"]
    who = partner(story, person)
    await story.caller(who)
    await story.done(
        story.estate.manager,
        "developerAdmit",
        "developer { members { name } }",
        developerId=id_,
        accountId=f"Account:{who.actor.account_id}",
    )
    return Company(id_, who)


async def warranted(story: Story, developer: Company, **given: Any) -> str:
    """Plumbing is under warranty for two years from a day last year; the term's id."""
    said = {"component": "PLUMBING", "categories": ["repair.water"], "months": 24, **given}
    term = await story.done(
        story.estate.manager,
        "warrantyTermSet",
        "warrantyTerm { id }",
        developerId=developer.id,
        **said,
    )
    await story.done(
        story.estate.manager,
        "warrantyStartSet",
        "warrantyStart { id startsOn }",
        estateId=f"Estate:{story.estate.id}",
        startsOn="2024-06-01",
    )
    id_: str = term["warrantyTerm"]["id"]
    return id_


async def leak(story: Story, **given: Any) -> dict[str, Any]:
    """A resident's leak, classified as plumbing, which a technician has taken on."""
    ticket = await story.reported(story.estate.resident)
    said = {"kind": "REPAIR", "urgency": "ROUTINE", "severity": "ORDINARY", **given}
    said.setdefault("categoryCode", "repair.water")
    await story.step(story.estate.agent, "ticketClassify", ticket, **said)
    who = gid("Staff", story.estate.id, story.estate.technician.id)
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.step(story.estate.technician, "ticketAccept", ticket)
    await story.on(seconds=1)
    return ticket


async def handed(
    story: Story, developer: Company, ticket: dict[str, Any], **given: Any
) -> dict[str, Any]:
    """The ticket, handed to the developer by the agent; the hand-over."""
    payload = await story.done(
        story.estate.agent,
        "developerHandOver",
        f"ticket {{ id number version state }} {HAND_OVER}",
        ticketId=ticket["id"],
        expectedVersion=ticket["version"],
        developerId=developer.id,
        **{"report": "厨房顶板渗水，疑为上层防水层失效", **given},
    )
    ticket.update(payload["ticket"])
    found: dict[str, Any] = payload["handOver"]
    return found


async def answered(
    story: Story, developer: Company, hand_over: dict[str, Any], name: str, **given: Any
) -> dict[str, Any]:
    """The developer's answer; the hand-over is brought up to date."""
    payload = await story.done(
        developer.person,
        name,
        HAND_OVER,
        handOverId=hand_over["id"],
        expectedVersion=hand_over["version"],
        **given,
    )
    hand_over.update(payload["handOver"])
    return hand_over


async def accepted(
    story: Story, developer: Company, hand_over: dict[str, Any], **within: float
) -> dict[str, Any]:
    """The developer takes it on, to be repaired within three days unless told else."""
    until = clock.now() + timedelta(**(within or {"days": 3}))
    return await answered(
        story, developer, hand_over, "developerAccept", repairBy=until.isoformat()
    )


async def seen(story: Story, ticket: dict[str, Any]) -> dict[str, Any]:
    """The ticket as the agent sees it now; the one given is brought up to date."""
    await story.on(seconds=1)
    found: dict[str, Any] = (await story.ask(story.estate.agent, SEEN, id=ticket["id"]))["ticket"]
    ticket.update({name: found[name] for name in ("version", "state")})
    return found


__all__ = [
    "HAND_OVER",
    "Company",
    "accepted",
    "answered",
    "company",
    "handed",
    "leak",
    "partner",
    "seen",
    "warranted",
    "with_developer",
]
