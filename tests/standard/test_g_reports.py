"""G. Escalation: written reports come with files, for those who see the report."""

from typing import Any

import pytest

from tests.escalation.people import appoint
from tests.escalation.told import chain, major
from tests.factories import Person
from tests.standard.story import Story

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
REPORTS = """query($id: ID!) { ticket(id: $id) { attachments { id }
    escalations { reports { rule state attachments { id name type url } } } } }"""


async def enclosed(story: Story, person: Person) -> str:
    """The id of a paper that somebody has sent."""
    selection = "attachment { id uploadUrl }"
    given = {"estateId": f"Estate:{story.estate.id}", "name": "情况报告.pdf", "size": len(PDF)}
    payload = await story.done(person, "attachmentPrepare", selection, **given)
    sent = await story.door.http().put(payload["attachment"]["uploadUrl"], content=PDF)
    assert sent.status_code == 204
    return str(payload["attachment"]["id"])


async def submit(
    story: Story, person: Person, report: dict[str, Any], *files: str
) -> dict[str, Any]:
    """The payload of handing in a report."""
    return await story.do(
        person,
        "escalationReportSubmit",
        "report { state }",
        reportId=report["id"],
        expectedVersion=report["version"],
        text="见附件",
        attachmentIds=list(files),
    )


@pytest.mark.rule("S-G2")
async def test_a_written_report_comes_with_files_that_only_who_sees_the_report_is_shown(
    story: Story,
) -> None:
    await appoint(story)
    ticket, estate = await major(story), story.estate
    await story.on(minutes=4)
    (report,) = (await chain(story, ticket))["reports"]
    paper, anothers = await enclosed(story, estate.manager), await enclosed(story, estate.agent)
    refused = await submit(story, estate.manager, report, paper, anothers)
    assert [(each["code"], each["field"]) for each in refused["userErrors"]] == [
        ("NOT_FOUND", "attachmentIds")
    ]
    assert (await submit(story, estate.manager, report, paper))["report"]["state"] == "SUBMITTED"
    await story.on(days=2)  # what belongs to nothing is swept; this does
    shown = (await story.ask(estate.agent, REPORTS, id=ticket["id"]))["ticket"]
    assert shown["attachments"] == []
    found = next(each for each in shown["escalations"] if each["reports"])
    (file,) = found["reports"][0]["attachments"]
    assert (file["id"], file["name"], file["type"]) == (paper, "情况报告.pdf", "application/pdf")
    assert (await story.door.http().get(file["url"])).content == PDF
    node = "query($id: ID!) { node(id: $id) { id } }"
    for person in (estate.resident, story.world.estates[1].manager):
        assert (await story.ask(person, node, id=paper)) == {"node": None}
    mine = "query($id: ID!) { ticket(id: $id) { attachments { id } } }"
    resident = await story.ask(estate.resident, mine, id=ticket["id"])
    assert resident == {"ticket": {"attachments": []}}
    kept = await story.do(estate.manager, "attachmentRemove", "ticket { id }", attachmentId=paper)
    assert [each["code"] for each in kept["userErrors"]] == ["NOT_FOUND"]
