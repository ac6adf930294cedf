"""D. Working time: an estate's shifts and days change, and open clocks follow from then on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.standard.story import Story
from tests.standard.test_d_policies import here
from tests.standard.test_d_promises import accounts_for, at, promises

NIGHTS = {str(weekday): [["08:00", "20:00"], ["20:00", "08:00"]] for weekday in range(1, 8)}
MADE = "change { id note at }"


async def change(story: Story, name: str, **given: Any) -> dict[str, Any]:
    """A change of the calendar by the manager."""
    return await story.do(story.estate.manager, name, MADE, estateId=here(story), **given)


@pytest.mark.rule("S-D8")
async def test_a_day_off_moves_open_promises_and_counts_what_was_worked_before(
    story: Story,
) -> None:
    """A routine repair of Wednesday morning is due on Monday at nine; Friday becomes a day off."""
    ticket = await story.reported(story.estate.resident)
    await story.on(hours=6)
    before = (await promises(story, ticket))["S-D7"]
    made = await change(story, "calendarDaySet", day="2025-03-14", working=False, note="停电检修")
    assert made["change"]["note"] == "2025-03-14: 停电检修"
    await story.on(minutes=1)
    after = (await promises(story, ticket))["S-D7"]
    assert at(after["dueAt"]) == at(before["dueAt"]) + timedelta(days=1)
    assert (await story.ask(story.estate.agent, DUE, id=ticket["id"]))["ticket"] == {
        "dueAt": after["dueAt"]
    }
    await story.until(at(after["dueAt"]))
    broken = (await promises(story, ticket))["S-D7"]
    assert (broken["state"], accounts_for(broken)) == ("BROKEN", 24 * 3600)
    assert "HOLIDAY" in {each["reason"] for each in broken["explanation"]}


DUE = "query($id: ID!) { ticket(id: $id) { dueAt } }"


@pytest.mark.rule("S-D8")
async def test_new_shifts_and_another_zone_hold_from_their_moment_and_mend_nothing_past(
    story: Story,
) -> None:
    late = await story.reported(story.estate.resident)
    await story.until(datetime(2025, 3, 17, 1, 0, tzinfo=UTC))  # Monday at nine: its time is over
    fresh = await story.reported(story.estate.resident)
    await story.on(hours=2)
    said = {"shifts": NIGHTS, "zone": "Asia/Urumqi", "holidays": "", "note": "改为三班倒"}
    assert (await change(story, "estateSetShifts", **said))["userErrors"] == []
    await story.on(minutes=0)
    assert (await promises(story, late))["S-D7"]["state"] == "BROKEN"
    found = (await promises(story, fresh))["S-D7"]
    # two of its hours have passed; the other 22 are worked one after the other
    assert at(found["dueAt"]) == datetime(2025, 3, 18, 1, 0, tzinfo=UTC)
    assert (accounts_for(found), found["remaining"]) == (2 * 3600, 22 * 3600)


@pytest.mark.rule("S-D8")
async def test_a_years_public_holidays_are_put_down_as_the_estates_own_days(story: Story) -> None:
    filled = await change(story, "calendarFill", year=2025)
    assert filled["userErrors"] == []
    await change(story, "calendarDaySet", day="2025-10-02", working=True, note="值班")
    await story.until(datetime(2025, 9, 30, 9, 0, tzinfo=UTC))
    ticket = await story.reported(story.estate.resident)
    await story.until(datetime(2025, 10, 9, 10, 0, tzinfo=UTC))
    # an hour on Tuesday, 8 on 2 October by its own decision, 8 on 9 October when the country works
    assert accounts_for((await promises(story, ticket))["S-D7"]) == 17 * 3600


@pytest.mark.rule("S-D8")
async def test_only_who_manages_policies_changes_a_calendar_and_never_the_past(
    story: Story,
) -> None:
    yesterday = await change(story, "calendarDaySet", day="2025-03-11", working=False, note="补记")
    assert [each["code"] for each in yesterday["userErrors"]] == ["DAY_OUT_OF_RANGE"]
    wrong = await change(story, "estateSetShifts", shifts={"8": []}, note="试试")
    assert [each["code"] for each in wrong["userErrors"]] == ["SHIFTS_INVALID"]
    said = {"day": "2025-03-20", "working": False, "note": "试试"}
    refused = await story.do(
        story.estate.agent, "calendarDaySet", MADE, estateId=here(story), **said
    )
    assert [each["code"] for each in refused["userErrors"]] == ["NOT_FOUND"]
