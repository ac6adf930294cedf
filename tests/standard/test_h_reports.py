"""H. Reports: the weekly list to the developer's customer service."""

from datetime import UTC, datetime

import pytest

from tests.standard.developer import (
    accepted,
    answered,
    company,
    handed,
    leak,
    with_developer,
)
from tests.standard.story import Story

LISTS = """{ developerWeekly { nodes { weekOf drawnUpAt handed refused repaired open broken
    developer { name } lines { state overdue handOver { number } } } } }"""
MONDAY = datetime(2025, 3, 17, 1, 0, tzinfo=UTC)
"""Nine in the morning in Shanghai, five days after the story begins."""


@pytest.mark.rule("S-H1")
async def test_on_monday_at_nine_each_developer_is_told_what_it_had_in_the_week(
    story: Story,
) -> None:
    await with_developer(story)
    developer, other = (
        await company(story),
        await company(story, "他山地产", "赵工"),
    )
    open_, done, refused, late = [
        await handed(story, developer, await leak(story)) for _ in range(4)
    ]
    await accepted(story, developer, open_, days=20)
    await accepted(story, developer, done)
    await answered(story, developer, done, "developerReportRepair", report="已更换管件")
    await answered(story, developer, refused, "developerRefuse", reason="非保修范围")
    await story.until(MONDAY)
    assert (await story.ask(other.person, LISTS))["developerWeekly"]["nodes"] == []
    (week,) = (await story.ask(developer.person, LISTS))["developerWeekly"]["nodes"]
    assert week["weekOf"] == "2025-03-10"
    assert datetime.fromisoformat(week["drawnUpAt"]) == MONDAY
    figures = ("handed", "refused", "repaired", "open", "broken")
    assert [week[each] for each in figures] == [4, 1, 1, 2, 1]
    assert [line["overdue"] for line in week["lines"]] == [False, False, False, True]
    assert len({line["handOver"]["number"] for line in week["lines"]}) == 4
    told = await story.ask(developer.person, "{ notifications { nodes { template body } } }")
    (message,) = [
        each["body"]
        for each in told["notifications"]["nodes"]
        if each["template"] == "developer_escalation.weekly"
    ]
    assert "新移交 4 件，修复 1 件；目前未结 2 件，其中超时 1 件" in message
    assert late["state"] == "HANDED"


@pytest.mark.rule("S-H1")
async def test_the_next_weeks_list_has_what_is_still_open_and_none_is_drawn_up_twice(
    story: Story,
) -> None:
    await with_developer(story)
    developer = await company(story)
    hand_over = await handed(story, developer, await leak(story))
    await accepted(story, developer, hand_over, days=20)
    await story.until(MONDAY)
    await story.until(MONDAY.replace(day=24, hour=2))
    weeks = (await story.ask(story.estate.agent, LISTS))["developerWeekly"]["nodes"]
    assert [(each["weekOf"], each["handed"], each["open"]) for each in weeks] == [
        ("2025-03-17", 0, 1),
        ("2025-03-10", 1, 1),
    ]
