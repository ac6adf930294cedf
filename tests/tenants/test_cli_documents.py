"""Policies and chains on the command line, over an estate with tickets of its own."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli.root import app
from core import clock
from core.config import get_settings
from core.db.engine import Database
from core.sla.shipped import SHIPPED
from core.sla.writing import written
from core.tickets.kinds import Urgency
from tests.database import SECRET, TestDatabase
from tests.factories import World, make_world
from tests.tickets.life import Life, a_leak


async def lived(database: TestDatabase) -> World:
    """An estate with two leaks: one repaired after five hours, one not yet."""
    async with Database(database.app_url, size=2).opened() as opened:
        world = await make_world(opened)
        estate, now = world.estates[0], clock.now()
        with clock.at(now - timedelta(days=3)) as hands:
            for _ in range(2):
                life = await Life.begin(opened, estate, a_leak(estate, urgency=Urgency.URGENT))
                await life.to_accepted()
            hands.advance(hours=5)
            await life.finish()
    return world


def test_a_policy_is_shown_changed_and_tried_on_what_an_estate_has_lived_through(
    fresh_database: TestDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GUANJIA_DATABASE_URL", fresh_database.app_url)
    monkeypatch.setenv("GUANJIA_SECRET_KEY", SECRET)
    get_settings.cache_clear()
    estate = asyncio.run(lived(fresh_database)).estates[0]

    def guanjia(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})

    def shown(kind: str) -> Any:
        ended = guanjia(kind, "show", f"e{estate.id}")
        assert ended.exit_code == 0, ended.output
        return json.loads(ended.output)

    document, path = shown("policy"), tmp_path / "policy.json"
    assert document == written(SHIPPED)
    completion = next(each for each in document["promises"] if each["rule"] == "S-D7")
    completion["targets"].insert(0, {"kinds": ["REPAIR"], "duration": {"hours": 4}})
    path.write_text(json.dumps(document), "utf-8")
    ended = guanjia("policy", "simulate", f"e{estate.id}", str(path), "--days", "7")
    assert ended.exit_code == 0, ended.output
    assert "2 tickets" in ended.output
    lines = (line.split() for line in ended.output.splitlines())
    (line,) = (line for line in lines if line[:1] == ["S-D7"])
    # One was kept in a day, the other broken; in four hours both would have been broken.
    assert line[1:] == ["2", "1", "1", "2", "0", "2"]
    completion["targets"][0]["duration"] = {"hours": 4, "days": 1}
    path.write_text(json.dumps(document), "utf-8")
    ended = guanjia("policy", "simulate", f"e{estate.id}", str(path))
    assert ended.exit_code != 0

    chains, path = shown("chains"), tmp_path / "chains.json"
    path.write_text(json.dumps(chains), "utf-8")
    assert "Nothing would change" in guanjia("chains", "check", f"e{estate.id}", str(path)).output
    chains["reportAgain"] = {"hours": 12}
    path.write_text(json.dumps(chains), "utf-8")
    ended = guanjia("chains", "check", f"e{estate.id}", str(path))
    assert "reportAgain" in ended.output
    assert '{"hours":12}' in ended.output
    get_settings.cache_clear()
