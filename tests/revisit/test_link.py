"""Answering by a link, without logging in: GET and POST /survey/{token}."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.survey.door import FORM
from core.db.urls import connect
from core.surveys.keep import SurveyRef
from core.surveys.links import MOST_HITS, Links, digest_of
from tests.database import TestDatabase
from tests.standard.story import Story
from tests.standard.work import finish, finished, last, seen, survey_of, task_of

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FRONTEND = {"accept": "application/json"}


async def link_of(story: Story, ticket: dict[str, Any]) -> str:
    """The path of the link that the customer was sent."""
    survey = SurveyRef(story.estate.id, UUID((await survey_of(story, ticket))["id"].split(":")[2]))
    return f"/survey/{Links(story.settings.secret, '').token(survey)}"


async def taps(story: Story, link: str, **form: Any) -> httpx.Response:
    """A form sent by a browser."""
    return await story.door.http().post(link, data=form, headers=BROWSER)


async def opens(story: Story, link: str, **headers: str) -> httpx.Response:
    """The page in a browser."""
    return await story.door.http().get(link, headers={**BROWSER, **headers})


async def test_one_tap_answers_closes_the_ticket_and_ends_the_task(story: Story) -> None:
    ticket = await finished(story)
    link = await link_of(story, ticket)
    page = await opens(story, link)
    assert page.status_code == 200
    assert [each in page.text for each in ("满意", "部分满意", "不满意")] == [True] * 3
    answer = await taps(story, link, verdict="SATISFIED")
    assert (answer.status_code, answer.headers["location"]) == (303, link)
    await story.on(seconds=1)
    found = await seen(story, ticket)
    survey = found["surveys"][0]
    assert (found["state"], found["revisits"][0]["state"]) == ("CLOSED", "ANSWERED")
    assert (survey["verdict"], survey["satisfied"], survey["way"]) == ("SATISFIED", True, "FORM")
    assert (survey["outcome"], survey["attitude"], survey["recordedBy"]) == ("SOLVED", None, None)
    entry = last(found, "ANSWER_SURVEY")
    assert (entry["actorName"], entry["actorAudience"]) == ("客户（评价链接）", "resident")


@pytest.mark.parametrize("verdict", ["PARTLY", "DISSATISFIED"])
async def test_anything_else_sends_it_back_and_the_next_completion_has_a_link_of_its_own(
    story: Story, verdict: str
) -> None:
    ticket = await finished(story)
    first = await link_of(story, ticket)
    await taps(story, first, verdict=verdict)
    await taps(story, first, speed="1", comment="墙后还在漏")
    found = await seen(story, ticket)
    assert (found["state"], found["reopened"]) == ("REOPENED", 1)
    assert last(found, "COMMENT")["note"] == "墙后还在漏"
    assert (found["surveys"][0]["speed"], found["surveys"][0]["comment"]) == (1, "墙后还在漏")
    await story.step(story.estate.technician, "ticketStart", ticket)
    await finish(story, ticket)
    second = await link_of(story, ticket)
    assert second != first
    assert "感谢" in (await opens(story, first)).text
    await taps(story, second, verdict="SATISFIED")
    assert (await seen(story, ticket))["state"] == "CLOSED"


async def test_the_same_tap_again_changes_nothing_nor_does_another(story: Story) -> None:
    ticket = await finished(story)
    link = await link_of(story, ticket)
    for verdict in ("PARTLY", "PARTLY", "SATISFIED"):
        assert (await taps(story, link, verdict=verdict)).status_code == 303
    found = await seen(story, ticket)
    assert (found["state"], found["surveys"][0]["verdict"]) == ("REOPENED", "PARTLY")
    assert len([each for each in found["events"] if each["action"] == "ANSWER_SURVEY"]) == 1


async def test_more_can_be_said_once(story: Story) -> None:
    ticket = await finished(story)
    link = await link_of(story, ticket)
    await taps(story, link, verdict="SATISFIED")
    await taps(story, link)  # nothing was filled in: nothing was said
    wrong = await taps(story, link, attitude="9", comment="先写的话")
    assert wrong.status_code == 422
    assert 'role="alert"' in wrong.text
    assert "先写的话" in wrong.text
    await taps(story, link, attitude="5", comment="很好")
    assert (await taps(story, link, attitude="1", comment="改口")).status_code == 303
    survey = await survey_of(story, ticket)
    assert (survey["attitude"], survey["comment"]) == (5, "很好")
    assert survey["verdict"] == "SATISFIED"
    assert "<form" not in (await opens(story, link)).text


async def test_looking_at_the_page_answers_nothing(story: Story) -> None:
    """Mail scanners and previews open links."""
    ticket = await finished(story)
    link = await link_of(story, ticket)
    for _ in range(3):
        await opens(story, link)
        await story.door.http().head(link)
        await opens(story, f"{link}?verdict=SATISFIED")
    assert (await survey_of(story, ticket))["state"] == "INVITED"


async def test_unknown_expired_and_overtaken_links_look_the_same(story: Story) -> None:
    expired, overtaken = await finished(story), await finished(story)
    old, gone = await link_of(story, expired), await link_of(story, overtaken)
    await story.step(story.estate.resident, "ticketReopen", overtaken, reason="又漏了")
    await story.on(days=15)
    unknown = f"/survey/{'x' * 32}"
    pages = [await opens(story, link) for link in (unknown, old, gone, "/survey/short")]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert "链接无效或已过期" in pages[0].text
    sent = [await taps(story, link, verdict="SATISFIED") for link in (unknown, old, gone)]
    assert {answer.status_code for answer in sent} == {404}
    assert len({answer.text for answer in sent}) == 1


async def test_the_page_speaks_the_visitors_language(story: Story) -> None:
    link = await link_of(story, await finished(story))
    english = await opens(story, link, **{"accept-language": "en-GB,en;q=0.8"})
    assert 'lang="en"' in english.text
    assert "Dissatisfied" in english.text
    assert 'lang="zh-CN"' in (await opens(story, link, **{"accept-language": "zh-TW"})).text


async def test_the_page_shows_nobodys_data_and_keeps_its_address_secret(story: Story) -> None:
    ticket = await finished(
        story,
        content="王丽家 13800000000 水管漏水",
        place="3栋2单元1201",
        categoryCode="repair.water",
    )
    page = await opens(story, await link_of(story, ticket))
    assert ticket["number"] in page.text
    assert "给排水" in page.text
    for private in ("王丽", "13800000000", "1201", "吴磊", story.estate.resident.phone):
        assert private not in page.text
    headers = page.headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert headers["cache-control"] == "no-store"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "script" not in page.text
    assert "unsafe" not in policy
    assert not re.search(r"(src|href)=", page.text)


async def test_a_token_is_kept_nowhere_but_as_a_digest(
    story: Story, fresh_database: TestDatabase
) -> None:
    token = (await link_of(story, await finished(story))).rpartition("/")[2]
    with connect(fresh_database.admin_url) as admin:
        kept = admin.execute("select token_hash from core.survey_link").fetchall()
        assert kept == [(digest_of(token),)]
        tables = admin.execute(
            "select table_schema || '.' || quote_ident(table_name) from information_schema.tables"
            " where table_schema in ('core', 'tenants') and table_type = 'BASE TABLE'"
        ).fetchall()
        assert len(tables) > 40
        for (table,) in tables:
            rows = admin.execute(f"select t::text from {table} t".encode()).fetchall()
            assert not [row for row in rows if token in row[0]], table


async def test_a_link_that_is_used_too_often_has_to_wait(story: Story) -> None:
    link = await link_of(story, await finished(story))
    for _ in range(MOST_HITS):
        assert (await opens(story, link)).status_code == 200
    busy = await opens(story, link)
    assert (busy.status_code, busy.headers["retry-after"]) == (429, "60")
    assert (await taps(story, link, verdict="SATISFIED")).status_code == 429
    await story.on(minutes=1)
    assert (await opens(story, link)).status_code == 200


async def test_frontends_get_the_same_as_json(story: Story) -> None:
    ticket = await finished(story)
    link = await link_of(story, ticket)
    http = story.door.http()
    asked = (await http.get(link, headers=FRONTEND)).json()
    assert (asked["number"], asked["state"], asked["verdict"]) == (
        ticket["number"],
        "INVITED",
        None,
    )
    assert asked["questions"][0]["code"] == "attitude"
    refused = await http.post(link, json={"attitude": 5}, headers=FRONTEND)
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["field"]) == (
        400,
        "verdict",
    )
    said = {"verdict": "DISSATISFIED", "attitude": 2, "outcome": "NOT_SOLVED", "comment": "没修好"}
    for sent in (said, {"verdict": "DISSATISFIED"}):  # again, as after a lost answer
        told = await http.post(link, json=sent)
        assert told.status_code == 200
        assert (told.json()["verdict"], told.json()["detailed"]) == ("DISSATISFIED", True)
    other = await http.post(link, json={"verdict": "SATISFIED"})
    assert other.json()["errors"][0]["extensions"]["code"] == "INVALID"
    survey = await survey_of(story, ticket)
    assert (survey["attitude"], survey["outcome"], survey["comment"]) == (2, "NOT_SOLVED", "没修好")
    gone = await http.get(f"/survey/{'x' * 32}", headers=FRONTEND)
    assert (gone.status_code, gone.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")


async def test_odd_bodies_are_refused_and_answer_nothing(story: Story) -> None:
    ticket = await finished(story)
    link = await link_of(story, ticket)
    http = story.door.http()
    odd: list[tuple[dict[str, Any], int]] = [
        ({"content": b"{", "headers": {"content-type": "application/json"}}, 400),
        ({"json": {"verdict": "MAYBE"}}, 400),
        ({"json": {"verdict": "SATISFIED", "more": 1}}, 400),
        ({"content": b"\xff\xfe", "headers": {"content-type": FORM}}, 400),
        ({"content": b"verdict=SATISFIED", "headers": {"content-type": "text/plain"}}, 415),
        ({"data": {"verdict": "x" * 70_000}}, 413),
        ({"data": {"verdict": "MAYBE"}}, 303),
    ]
    for sent, status in odd:
        assert (await http.post(link, **sent)).status_code == status, sent
    assert (await survey_of(story, ticket))["state"] == "INVITED"
    assert (await task_of(story, ticket))["state"] == "OPEN"
