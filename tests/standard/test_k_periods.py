"""K. Staff: quarters and years of appraisal, rolled up, locked and corrected in the open."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import ProgrammingError

from core.actor import Role
from core.db.base import Base
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.ids import new_id
from core.jobs.handlers import CronRun
from core.staff.models import Function
from plugins.merit.appraisals.lock import lock_last_month
from plugins.merit.appraisals.models import MeritCard, MeritPeriodCard
from tests.factories import Person
from tests.standard.deciding import deciding, leader
from tests.standard.story import Story
from tests.standard.test_j_hearings import told
from tests.standard.test_k_appraisal import cards, worked_a_month

ROLLED = """{ meritPeriodCards { nodes { id period begins total currentTotal staff { name }
    parts { begins weight total }
    corrections { part partBefore partAfter totalBefore totalAfter reason actorName } } } }"""
SPREAD = """query($period: MeritPeriod!, $begins: Date!) {
    meritPeriodDistribution(period: $period, begins: $begins) { people suppressed mean low } }"""


async def rolled(story: Story, person: Person) -> dict[str, dict[str, Any]]:
    """Quarters and years as somebody sees them, by their first day, years as such."""
    found = (await story.ask(person, ROLLED))["meritPeriodCards"]["nodes"]
    return {"year" if each["period"] == "YEAR" else each["begins"]: each for each in found}


async def written(story: Story, model: type[Base], **values: Any) -> None:
    """A card of the technician's that was locked before the story began, or while it leapt."""
    estate = story.estate
    async with unit_of_work(story.door.database, Scope.system(estate.group_id, estate.id)) as uow:
        uow.add(
            model,
            group_id=estate.group_id,
            estate_id=estate.id,
            id=new_id(),
            staff_id=estate.technician.id,
            department_id=estate.departments[Function.ENGINEERING],
            locked_at=uow.now,
            **values,
        )


@pytest.mark.rule("S-K4")
async def test_months_make_quarters_and_quarters_years_by_weights_locked_and_corrected_in_the_open(
    story: Story,
) -> None:
    await deciding(story, quarter_weights=[1, 2, 3], year_weights=[1, 1, 1, 2])
    estate = story.estate
    for month, total in ((1, 6_000), (2, 9_000)):
        kept = {"score": total, "points": 0, "total": total}
        await written(story, MeritCard, month=date(2025, month, 1), **kept)
    await worked_a_month(story)
    [march, *_] = await cards(story, estate.technician)
    [quarter] = (await rolled(story, estate.technician)).values()
    assert [(part["begins"], part["weight"], part["total"]) for part in quarter["parts"]] == [
        ("2025-01-01", 1, 6_000),
        ("2025-02-01", 2, 9_000),
        ("2025-03-01", 3, march["total"]),
    ]
    assert quarter["total"] == round((6_000 + 2 * 9_000 + 3 * march["total"]) / 6)
    assert await told(story, "merit.period_locked") == [estate.technician.id]

    # The year leaps to its end: a third quarter of 6,000, and of the fourth December alone.
    await written(story, MeritPeriodCard, period="QUARTER", begins=date(2025, 7, 1), total=6_000)
    await written(story, MeritCard, month=date(2025, 12, 1), score=None, points=80, total=8_000)
    new_year = datetime(2025, 12, 31, 19, tzinfo=UTC)
    for _ in range(2):  # nothing is written twice
        async with unit_of_work(
            story.door.database, Scope.system(estate.group_id, estate.id)
        ) as uow:
            run = CronRun("merit.lock_month", estate.group_id, estate.id, new_year)
            await lock_last_month(uow, run)
    now = await rolled(story, estate.technician)
    assert now.keys() == {"2025-01-01", "2025-07-01", "2025-10-01", "year"}
    assert now["2025-10-01"]["total"] == 8_000
    year = now["year"]
    assert [part["weight"] for part in year["parts"]] == [1, 1, 2], "what there is of it"
    assert year["total"] == round((quarter["total"] + 6_000 + 2 * 8_000) / 4)

    said = {"meritCardId": march["id"], "expectedVersion": 1, "code": "SATISFACTION"}
    reason = "评分误记在他人名下的工单"
    await story.done(
        estate.manager, "meritCardCorrect", "meritCard { id }", score=10_000, reason=reason, **said
    )
    now = await rolled(story, estate.technician)
    [made] = now["2025-01-01"]["corrections"]
    assert (made["part"], made["partBefore"]) == ("2025-03-01", march["total"])
    assert (made["partAfter"], made["totalBefore"]) == (10_000, quarter["total"])
    assert made["totalAfter"] == 9_000 == now["2025-01-01"]["currentTotal"]
    assert (made["reason"], made["actorName"]) == (reason, estate.manager.name)
    assert now["2025-01-01"]["total"] == quarter["total"], "what was locked stands"
    [of_year] = now["year"]["corrections"]
    assert (of_year["part"], of_year["partAfter"]) == ("2025-01-01", 9_000)
    assert now["year"]["currentTotal"] == 7_750
    assert await told(story, "merit.period_corrected") == [estate.technician.id] * 2
    scope = Scope.system(estate.group_id, estate.id)
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with unit_of_work(story.door.database, scope) as uow:
            await uow.execute(update(MeritPeriodCard).values(total=0))

    for person in (estate.head, estate.manager):
        assert len(await rolled(story, person)) == 4, person.name
    director = leader(story, "集团职员", Role.GROUP_STAFF)
    for person in (estate.second_technician, estate.supervisor, estate.agent, director):
        assert await rolled(story, person) == {}, person.name
    for period in ("QUARTER", "YEAR"):
        asked = {"period": period, "begins": "2025-01-01"}
        [row] = (await story.ask(director, SPREAD, **asked))["meritPeriodDistribution"]
        assert row == {"people": 1, "suppressed": True, "mean": None, "low": None}
        assert (await story.ask(estate.agent, SPREAD, **asked))["meritPeriodDistribution"] == []
