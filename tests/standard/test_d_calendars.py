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


DAYS = """query($id: ID!, $since: Date!, $until: Date!) {
    estateDays(estateId: $id, since: $since, until: $until) {
        day kind worked name shifts { begin end } } }"""


@pytest.mark.rule("S-D8")
async def test_an_estates_days_are_listed_with_holidays_and_the_days_that_make_up_for_them(
    story: Story,
) -> None:
    await change(story, "calendarDaySet", day="2025-05-06", working=False, note="停电检修")
    given = {"id": here(story), "since": "2025-04-25", "until": "2025-05-06"}
    listed = (await story.ask(story.estate.resident, DAYS, **given))["estateDays"]
    kinds = {each["day"]: (each["kind"], each["worked"]) for each in listed}
    assert list(kinds) == sorted(kinds)
    assert len(kinds) == 12
    assert kinds["2025-04-25"] == ("WORKDAY", True)
    assert kinds["2025-04-26"] == ("REST_DAY", False)
    assert kinds["2025-04-27"] == ("MADE_UP", True), "a Sunday, for the Monday of Labour Day"
    assert {kinds[f"2025-05-0{day}"] for day in (1, 2, 5)} == {("HOLIDAY", False)}
    assert {kinds[f"2025-05-0{day}"] for day in (3, 4)} == {("REST_DAY", False)}
    assert kinds["2025-05-06"] == ("SET_OFF", False)
    by_day = {each["day"]: each for each in listed}
    assert by_day["2025-05-01"]["name"]
    assert by_day["2025-04-27"]["shifts"] == [
        {"begin": "2025-04-27T00:30:00+00:00", "end": "2025-04-27T04:00:00+00:00"},
        {"begin": "2025-04-27T05:30:00+00:00", "end": "2025-04-27T10:00:00+00:00"},
    ]
    elsewhere = {**given, "id": f"Estate:{story.world.estates[1].id}"}
    assert (await story.ask(story.estate.resident, DAYS, **elsewhere)) == {"estateDays": []}
    sent = await (await story.caller(story.estate.agent)).send(
        DAYS, {**given, "until": "2027-01-01"}
    )
    assert sent.json()["errors"][0]["extensions"]["code"] == "INVALID"


@pytest.mark.rule("S-D8")
async def test_residents_are_told_where_the_time_of_their_promises_went(story: Story) -> None:
    ticket = await story.reported(story.estate.resident)
    who = f"Staff:{story.estate.id}:{story.estate.technician.id}"
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.step(story.estate.technician, "ticketReturn", ticket, reason="吴磊今天休息")
    await story.on(hours=1)
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.step(story.estate.technician, "ticketAccept", ticket)
    given = {"reason": "PARTS", "note": "等阀门到货，吴磊跟进", "until": "2025-03-13T01:00:00Z"}
    await story.step(story.estate.technician, "ticketHold", ticket, **given)
    await story.on(days=1)
    query = "query($id: ID!) { ticket(id: $id) { promises {"
    query += " rule round state startedAt explanation { reason hold counted explanation } } } }"
    shown = {}
    for person in (story.estate.resident, story.estate.agent):
        found = (await story.ask(person, query, id=ticket["id"]))["ticket"]["promises"]
        shown[person.id] = {(each["rule"], each["round"]): each["explanation"] for each in found}
    seen, whole = shown[story.estate.resident.id], shown[story.estate.agent.id]
    assert seen["S-D7", 1] == whole["S-D7", 1]
    assert ("HELD", "PARTS") in {(each["reason"], each["hold"]) for each in seen["S-D7", 1]}
    assert not any("吴磊" in each["explanation"] for told in seen.values() for each in told)
    for which, told in seen.items():
        assert told in (whole[which], []), "what turned on the return is not told, never wrongly"
    assert whole["S-C1", 2]
    assert seen["S-C1", 2] == []
