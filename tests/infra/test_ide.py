"""The in-browser IDE is served by ourselves, or a plain page says how to get it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api import ide
from api.ide import assets


async def _page(_: Request) -> Response:
    return ide.page()


@pytest.fixture
async def client(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    """A service whose assets are the files in `tmp_path`: at first none."""
    monkeypatch.setattr(assets, "MARK", tmp_path / "ready")
    for name in assets.ASSETS:
        monkeypatch.setitem(assets.ASSETS, name, tmp_path / name)
    app = Starlette(routes=[Route("/graphql", _page), *ide.routes])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        yield client


def _fetched(folder: Path) -> None:
    for path in assets.ASSETS.values():
        path.write_text("/* fetched */")
    (folder / "ready").write_text(
        " ".join(f"{package.name}@{package.version}" for package in assets.PACKAGES)
    )


async def test_without_its_assets_a_plain_page_says_how_to_get_them(
    client: httpx.AsyncClient,
) -> None:
    shown = await client.get("/graphql")
    assert shown.status_code == 200
    assert "make ide" in shown.text
    assert "<script" not in shown.text
    assert (await client.get("/ide/graphiql.js")).status_code == 404


async def test_assets_of_another_release_count_as_absent(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    _fetched(tmp_path)
    (tmp_path / "ready").write_text("graphiql@1.0.0")
    assert "make ide" in (await client.get("/graphql")).text


async def test_everything_the_page_asks_for_is_served_here(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    _fetched(tmp_path)
    shown = await client.get("/graphql")
    wanted = re.findall(r'(?:src|href)="([^"]+)"', shown.text)
    assert len(wanted) == 6
    for address in wanted:
        if address != "data:,":
            assert address.startswith("/ide/")
            assert (await client.get(address)).status_code == 200
    assert "script-src 'self';" in shown.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["..%2fassets.py", "ready", "ide.html", "%2e%2e/__init__.py"])
async def test_nothing_but_the_assets_is_served(
    client: httpx.AsyncClient, tmp_path: Path, name: str
) -> None:
    _fetched(tmp_path)
    assert (await client.get(f"/ide/{name}")).status_code == 404
