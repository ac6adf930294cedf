"""What a developer's people see: what was handed to them, its evidence, and nothing else."""

from typing import Any
from uuid import UUID

import pytest

from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.files.models import Attachment
from core.ids import new_id
from tests.api.door import gid
from tests.files.pictures import png
from tests.standard.developer import (
    Company,
    accepted,
    answered,
    company,
    handed,
    leak,
    partner,
    seen,
    warranted,
    with_developer,
)
from tests.standard.story import Story

PNG = png()
FIELDS = """{ __schema { queryType { fields { name type { kind name ofType { kind name } }
    args { type { kind } } } } } }"""
EVERYBODYS = {"Estate", "Building", "Unit", "Category", "RequestPreset", "Message"}
"""Places, catalogues, and one's own messages."""

DEEP = """{ tickets { nodes { number content contactName contactPhone place house { id }
    requester { id } attachments { id } events { id } promises { rule } materials { id }
    survey { id } surveys { id } } } }"""
EVIDENCE = "{ developerHandOvers { nodes { id evidence { name url } } } }"


async def attached(story: Story, ticket: dict[str, Any], name: str) -> str:
    """A file of the ticket that has come."""
    id_, estate = new_id(), story.estate
    async with unit_of_work(story.door.database, Scope.system(estate.group_id, estate.id)) as uow:
        uow.add(
            Attachment,
            group_id=estate.group_id,
            estate_id=estate.id,
            id=id_,
            ticket_id=UUID(ticket["id"].split(":")[2]),
            account_id=estate.agent.actor.account_id,
            name=name,
            media_type="image/png",
            size=3,
            created_at=uow.now,
            stored_at=uow.now,
        )
    return gid("Attachment", estate.id, id_)


async def sent(story: Story, ticket: dict[str, Any], name: str) -> str:
    """A file that the agent sends and adds to the ticket."""
    agent = story.estate.agent
    payload = await story.done(
        agent,
        "attachmentPrepare",
        "attachment { id uploadUrl }",
        estateId=f"Estate:{story.estate.id}",
        name=name,
        size=len(PNG),
    )
    file = payload["attachment"]
    assert (await story.door.http().put(file["uploadUrl"], content=PNG)).status_code == 204
    await story.step(agent, "ticketAttach", ticket, attachmentIds=[file["id"]])
    id_: str = file["id"]
    return id_


async def everything(story: Story, developer: Company) -> dict[str, set[str]]:
    """The ids that every list of the root shows, by type."""
    told = await story.ask(developer.person, FIELDS)
    found: dict[str, set[str]] = {}
    lists = 0
    for field in told["__schema"]["queryType"]["fields"]:
        type_ = field["type"]["ofType"] or field["type"]
        if not (type_["name"] or "").endswith("Connection"):
            continue
        if any(each["type"]["kind"] == "NON_NULL" for each in field["args"]):
            continue
        lists += 1
        name = field["name"]
        shown = await story.ask(developer.person, f"{{ {name}(first: 200) {{ nodes {{ id }} }} }}")
        for node in shown[name]["nodes"]:
            found.setdefault(node["id"].split(":")[0], set()).add(node["id"])
    assert lists >= 12, "the lists of the root, each of them"
    return found


async def test_no_list_of_the_root_shows_a_developer_anything_but_what_was_handed_to_it(
    story: Story,
) -> None:
    await with_developer(story)
    developer, other = await company(story), await company(story, "他山地产", "赵工")
    await warranted(story, developer)
    mine, theirs, nobodys = [await leak(story) for _ in range(3)]
    hand_over = await handed(story, developer, mine)
    another = await handed(story, other, theirs)
    shown = await everything(story, developer)
    own = {type_: ids for type_, ids in shown.items() if type_ not in EVERYBODYS}
    assert own == {
        "Ticket": {mine["id"]},
        "DeveloperHandOver": {hand_over["id"]},
        "Developer": {developer.id},
    }
    counted = await story.ask(developer.person, "{ ticketSummary { count } }")
    assert counted["ticketSummary"] == [{"count": 1}]
    estate = story.estate
    found = await seen(story, mine)
    for id_ in (
        theirs["id"],
        nobodys["id"],
        another["id"],
        other.id,
        gid("House", estate.id, estate.houses[0]),
        gid("Resident", estate.id, estate.resident.id),
        await attached(story, mine, "未选.png"),
    ):
        told = await story.ask(developer.person, "query($id: ID!) { node(id: $id) { id } }", id=id_)
        assert told["node"] is None, id_
    assert found["warranty"]["state"] == "HANDED_OVER"


async def test_of_the_ticket_a_developer_sees_the_matter_and_nobodys_name_or_history(
    story: Story,
) -> None:
    await with_developer(story)
    developer = await company(story)
    ticket = await leak(story)
    await attached(story, ticket, "未选.png")
    await handed(story, developer, ticket)
    (shown,) = (await story.ask(developer.person, DEEP))["tickets"]["nodes"]
    assert shown["content"] == "厨房水管漏水"
    for hidden in ("house", "requester", "survey"):
        assert shown[hidden] is None
    for empty in ("attachments", "events", "promises", "materials", "surveys"):
        assert shown[empty] == [], empty
    resident = story.estate.resident
    assert resident.name not in str(shown)
    assert resident.phone not in str(shown)


async def test_the_evidence_is_what_was_chosen_and_its_links_end_when_it_is_taken_back(
    story: Story,
) -> None:
    await with_developer(story)
    developer = await company(story)
    ticket = await leak(story)
    chosen = await sent(story, ticket, "渗水.png")
    await sent(story, ticket, "业主身份证.png")
    hand_over = await handed(story, developer, ticket, evidenceIds=[chosen])
    (shown,) = (await story.ask(developer.person, EVIDENCE))["developerHandOvers"]["nodes"]
    assert [each["name"] for each in shown["evidence"]] == ["渗水.png"]
    link = shown["evidence"][0]["url"]
    response = await story.door.http().get(link)
    assert (response.status_code, response.content) == (200, PNG)
    forged = link[:-4] + ("0000" if link[-4:] != "0000" else "1111")
    assert (await story.door.http().get(forged)).status_code == 404
    await story.done(
        story.estate.agent,
        "developerTakeBack",
        "handOver { state }",
        handOverId=hand_over["id"],
        expectedVersion=hand_over["version"],
        reason="自行抢修",
    )
    assert (await story.door.http().get(link)).status_code == 404
    assert (await seen(story, ticket))["state"] == "ACCEPTED"


async def test_somebody_dismissed_sees_nothing_from_the_next_statement_on(story: Story) -> None:
    await with_developer(story)
    developer = await company(story)
    await handed(story, developer, await leak(story))
    given = {"developerId": developer.id, "accountId": f"Account:{developer.person.id}"}
    await story.done(story.estate.manager, "developerDismiss", "developer { id }", **given)
    assert await everything(story, developer) == await everything(
        story, Company(developer.id, partner(story, "外来"))
    )


@pytest.mark.parametrize("name", ["developerAccept", "developerRefuse", "developerReportRepair"])
async def test_another_developers_matter_cannot_be_answered(story: Story, name: str) -> None:
    await with_developer(story)
    developer, other = await company(story), await company(story, "他山地产", "赵工")
    hand_over = await handed(story, developer, await leak(story))
    given: dict[str, Any] = {
        "developerAccept": {"repairBy": "2025-03-20T09:00:00+08:00"},
        "developerRefuse": {"reason": "不归我司"},
        "developerReportRepair": {"report": "已修复"},
    }[name]
    refused = await story.do(
        other.person,
        name,
        "handOver { id }",
        handOverId=hand_over["id"],
        expectedVersion=hand_over["version"],
        **given,
    )
    assert [each["code"] for each in refused["userErrors"]] == ["NOT_FOUND"]


async def test_a_hand_over_is_answered_at_its_version_once_and_in_its_order(story: Story) -> None:
    await with_developer(story)
    developer = await company(story)
    ticket = await leak(story)
    hand_over = await handed(story, developer, ticket)
    key = {"handOverId": hand_over["id"], "idempotencyKey": "答复-1"}
    said = {"repairBy": "2025-03-20T09:00:00+08:00", **key}

    async def codes(name: str, **given: Any) -> list[str]:
        payload = await story.do(developer.person, name, "handOver { state }", **given)
        return [each["code"] for each in payload["userErrors"]]

    assert await codes("developerAccept", **said, expectedVersion=7) == ["CONFLICT"]
    late = {**said, "repairBy": "2025-06-20T09:00:00+08:00", "idempotencyKey": "答复-0"}
    assert await codes("developerAccept", **late, expectedVersion=1) == ["REPAIR_DATE_TOO_LATE"]
    for _ in range(2):
        assert await codes("developerAccept", **said, expectedVersion=1) == []
    refuse = {"reason": "改主意", "handOverId": hand_over["id"], "expectedVersion": 2}
    assert await codes("developerRefuse", **refuse) == ["HAND_OVER_STEP_NOT_ALLOWED"]
    found = await seen(story, ticket)
    steps = [each["action"] for each in found["developerHandOver"]["events"]]
    assert steps == ["HAND_OVER", "ACCEPT"]
    hand_over["version"] = 2
    await answered(story, developer, hand_over, "developerDispute", reason="属住户装修破坏")
    again = await handed(story, developer, {**ticket, **found, **await _current(story, ticket)})
    assert (await accepted(story, developer, again))["state"] == "ACCEPTED"


async def _current(story: Story, ticket: dict[str, Any]) -> dict[str, Any]:
    found = await seen(story, ticket)
    return {"id": found["id"], "version": found["version"]}
