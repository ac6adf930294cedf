"""An estate with rewards and penalties, and who decides about them, as stories of section J."""

from dataclasses import dataclass
from typing import Any

from api.cli.installation import catalogue
from core.actor import Actor, Audience, Role
from core.ids import new_id
from tenants.entering import administering
from tenants.roles import console
from tenants.sign_contract import PluginTerm, SignContract, sign_contract
from tenants.turns import take_turns
from tests.api.door import gid
from tests.factories import Person
from tests.standard.story import Story

CASE = (
    "meritCase { id version state kind grade points amount chain approvals objectionUntil"
    " inForceAt countsUntil"
    " evidence { fact { id } ticket { id } clock { rule } survey { id } note }"
    " steps { action fromState toState actorName note } }"
)


@dataclass(frozen=True, slots=True)
class Leaders:
    """Who decides, above the estate."""

    company: Person
    board: Person
    region: Person


def leader(story: Story, name: str, role: Role) -> Person:
    """Somebody of the group, with a role at all its estates and a place at none."""
    actor = Actor(
        group_id=story.world.group_id,
        account_id=new_id(),
        audience=Audience.STAFF,
        name=name,
        roles={estate.id: frozenset({role}) for estate in story.world.estates},
        group_roles=frozenset({role}),
    )
    return Person(new_id(), name, "", actor)


async def deciding(story: Story, **configuration: Any) -> Leaders:
    """The estate's contract includes the plugin from now on; it has the shipped rules."""
    async with administering(story.door.access, console(story.estate.group_id)) as (actor, uow):
        term = PluginTerm("merit", configuration)
        new = SignContract(story.estate.id, "奖惩补充协议", uow.now, plugins=(term,))
        await sign_contract(actor, new, uow)
        await uow.flush()
        await take_turns(catalogue(), uow, story.estate.group_id, story.estate.id)
    return Leaders(
        leader(story, "何总", Role.COMPANY_LEADER),
        leader(story, "董事长", Role.BOARD),
        leader(story, "区域总", Role.REGION_MANAGER),
    )


async def proposed(story: Story, about: Person, **given: Any) -> dict[str, Any]:
    """A case that the estate's manager proposes: a written warning unless told else."""
    said: dict[str, Any] = {
        "staffId": gid("Staff", story.estate.id, about.id),
        "grade": "WRITTEN_WARNING",
        "ground": "CUSTOMER_SUFFERED",
        "reason": "上门失约，客户受损",
        "evidence": [{"note": "客户来电记录 0312-7"}],
        **given,
    }
    person = said.pop("person", story.estate.manager)
    case: dict[str, Any] = (await story.done(person, "meritCasePropose", CASE, **said))["meritCase"]
    return case


async def step(
    story: Story, person: Person, name: str, case: dict[str, Any], **given: Any
) -> dict[str, Any]:
    """A step that must succeed; the case is brought up to date."""
    said = {"meritCaseId": case["id"], "expectedVersion": case["version"], **given}
    payload = await story.done(person, name, CASE, **said)
    case.update(payload["meritCase"])
    return case


async def refused(
    story: Story, person: Person, name: str, case: dict[str, Any], **given: Any
) -> str:
    """The code of a step that must be refused."""
    said = {"meritCaseId": case["id"], "expectedVersion": case["version"], **given}
    payload = await story.do(person, name, "meritCase { id }", **said)
    [error] = payload["userErrors"]
    code: str = error["code"]
    return code


async def decided(story: Story, leaders: Leaders, about: Person, **given: Any) -> dict[str, Any]:
    """A case that was proposed, endorsed and approved at every level."""
    case = await proposed(story, about, **given)
    await step(story, story.estate.head, "meritCaseEndorse", case)
    for level in case["chain"]:
        approver = {"COMPANY": leaders.company, "BOARD": leaders.board}[level]
        await step(story, approver, "meritCaseApprove", case)
    return case


__all__ = ["CASE", "Leaders", "decided", "deciding", "leader", "proposed", "refused", "step"]
