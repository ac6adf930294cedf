"""The README's five-minute walk, word for word, on the demo group."""

from typing import Any

import pytest

from api.cli.installation import catalogue
from api.demo import logins
from api.demo.accounts import API_KEY
from core import clock
from tests.api.door import Caller, Door, serving
from tests.demo.conftest import Loaded
from tests.docs.walk import ROOT, steps

pytestmark = pytest.mark.xdist_group("demo")


async def logged_in(door: Door, login: str) -> Caller:
    """Log in as the README says, over HTTP."""
    known = logins(catalogue())
    [password] = [each.password for each in known if each.name == login]
    http = door.http()
    told = await http.post("/auth/login", json={"login": login, "password": password})
    assert told.status_code == 200, told.text
    actor = await door.access.authenticate(told.json()["accessToken"])
    return Caller(door.http(told.json()["accessToken"]), actor)


def test_both_readmes_walk_the_same_way() -> None:
    assert steps("README.md")
    assert steps("README.zh-CN.md") == steps("README.md")


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_login_is_named_there(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    named = {login.name for login in logins(catalogue()) if login.password != API_KEY}
    assert {name for name in named if f"`{name}`" not in text} == set()


async def test_the_walk_goes_as_the_readme_says(loaded: Loaded) -> None:
    answers: dict[str, Any] = {}
    with clock.at(loaded.now):
        async with serving(loaded.database) as door:
            callers: dict[str, Caller] = {}
            for step in steps("README.md"):
                if step.login not in callers:
                    callers[step.login] = await logged_in(door, step.login)
                data = await callers[step.login].ask(step.operation, step.filled(answers))
                for payload in data.values():
                    if isinstance(payload, dict):
                        assert payload.get("userErrors", []) == [], (step.name, payload)
                answers[step.name] = data
    assert answers["report"]["ticketReport"]["ticket"]["state"] == "REPORTED"
    assert answers["work"]["ticketComplete"]["ticket"]["state"] == "COMPLETED"
    assert answers["asked"]["ticket"]["assignee"] is not None
    assert answers["answer"]["surveySubmit"]["ticket"]["state"] == "CLOSED"
    assert len(answers["count"]["ticketSummary"]) == 12
    [everything] = answers["count"]["all"]
    assert everything["count"] == sum(each["count"] for each in answers["count"]["ticketSummary"])
    assert everything["count"] > 15_000
    assert all("****" in each["contactPhone"] for each in answers["handed"]["tickets"]["nodes"])
