"""Photographs from the developer: announced, sent and given for what it was handed, and no more."""

from typing import Any

from tests.api.door import gid
from tests.plugins.developer_escalation.test_sight import PNG, sent
from tests.standard.developer import (
    Company,
    accepted,
    answered,
    company,
    handed,
    leak,
    with_developer,
)
from tests.standard.story import Story

PACK = "{ developerHandOvers { nodes { number evidence { name type side step url } } } }"


async def announced(
    story: Story, developer: Company, hand_over: dict[str, Any], name: str
) -> dict[str, Any]:
    """A file that one of the developer's people is about to send."""
    payload = await story.done(
        developer.person,
        "developerFilePrepare",
        "upload { id name size uploadUrl }",
        handOverId=hand_over["id"],
        name=name,
        size=len(PNG),
    )
    upload: dict[str, Any] = payload["upload"]
    return upload


async def put(story: Story, upload: dict[str, Any]) -> int:
    """Its bytes; the status of the answer."""
    return (await story.door.http().put(upload["uploadUrl"], content=PNG)).status_code


async def test_the_developers_photographs_come_with_its_answer_and_stand_in_the_evidence(
    story: Story,
) -> None:
    await with_developer(story)
    developer = await company(story)
    ticket = await leak(story)
    chosen = await sent(story, ticket, "渗水.png")
    hidden = await sent(story, ticket, "业主合影.png")
    hand_over = await handed(story, developer, ticket, evidenceIds=[chosen])
    upload = await announced(story, developer, hand_over, "修复后.png")
    given = {"handOverId": hand_over["id"], "expectedVersion": hand_over["version"]}
    early = await story.do(
        developer.person, "developerFilesAdd", "handOver { id }", **given, fileIds=[upload["id"]]
    )
    assert [each["code"] for each in early["userErrors"]] == ["EVIDENCE_NOT_SENT"]
    assert await put(story, upload) == 204
    await accepted(story, developer, hand_over)
    said = {"report": "更换接头，试压合格", "fileIds": [upload["id"]]}
    await answered(story, developer, hand_over, "developerReportRepair", **said)
    for who in (developer.person, story.estate.agent):
        (shown,) = (await story.ask(who, PACK))["developerHandOvers"]["nodes"]
        assert [(each["name"], each["side"], each["step"]) for each in shown["evidence"]] == [
            ("渗水.png", "ESTATE", "HAND_OVER"),
            ("修复后.png", "DEVELOPER", "REPORT_REPAIR"),
        ]
        assert (await story.door.http().get(shown["evidence"][1]["url"])).content == PNG
    more = await story.done(
        story.estate.agent,
        "developerEvidenceAdd",
        "handOver { version evidence { name } }",
        handOverId=hand_over["id"],
        expectedVersion=hand_over["version"],
        evidenceIds=[hidden],
    )
    names = {each["name"] for each in more["handOver"]["evidence"]}
    assert names == {"渗水.png", "业主合影.png", "修复后.png"}
    asked = "query($id: ID!) { ticket(id: $id) { attachments { name } } }"
    of_resident = (await story.ask(story.estate.resident, asked, id=ticket["id"]))["ticket"]
    assert "修复后.png" not in {each["name"] for each in of_resident["attachments"]}


async def test_nobody_sends_or_gives_files_for_what_they_were_not_handed(story: Story) -> None:
    await with_developer(story)
    developer, other = await company(story), await company(story, "他山地产", "赵工")
    hand_over = await handed(story, developer, await leak(story))
    upload = await announced(story, developer, hand_over, "现场.png")
    file = {"handOverId": hand_over["id"], "name": "窥探.png", "size": len(PNG)}
    codes = [
        [
            each["code"]
            for each in (await story.do(other.person, name, answer, **given))["userErrors"]
        ]
        for name, answer, given in (
            ("developerFilePrepare", "upload { id }", file),
            (
                "developerFilesAdd",
                "handOver { id }",
                {"handOverId": hand_over["id"], "expectedVersion": 1, "fileIds": [upload["id"]]},
            ),
        )
    ]
    assert codes == [["NOT_FOUND"], ["NOT_FOUND"]]
    assert await put(story, upload) == 204
    assert await put(story, upload) == 400
    theirs = await handed(story, other, await leak(story))
    borrowed = await story.do(
        other.person,
        "developerDispute",
        "handOver { id }",
        handOverId=theirs["id"],
        expectedVersion=1,
        reason="非我司施工",
        fileIds=[upload["id"]],
    )
    assert [each["code"] for each in borrowed["userErrors"]] == ["EVIDENCE_NOT_SENT"]
    node = "query($id: ID!) { node(id: $id) { id } }"
    for id_ in (upload["id"], gid("Attachment", story.estate.id, upload["id"].split(":")[2])):
        assert (await story.ask(other.person, node, id=id_))["node"] is None
    late = await announced(story, developer, hand_over, "迟到.png")
    await story.done(
        story.estate.agent,
        "developerTakeBack",
        "handOver { state }",
        handOverId=hand_over["id"],
        expectedVersion=1,
        reason="自行抢修",
    )
    assert await put(story, late) == 404
