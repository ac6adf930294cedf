"""Files in S3, over its own protocol: kept sealed, handed out by itself, clear in its faults."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import moto.settings
import pytest
import pytest_asyncio
from moto.core.authorization import ActionAuthenticatorMixin
from moto.server import ThreadedMotoServer
from typer.testing import CliRunner

from api.cli.root import app
from core.config import Settings, get_settings
from core.files.store import Described, FileStore, StoreFailed, StoreFault
from tests.api.door import Door, serving
from tests.database import SECRET, TestDatabase
from tests.factories import World
from tests.files.pictures import png
from tests.files.test_attachments import Desk

BUCKET = "s3://guanjia/files"
SAID = Described("image/png", "inline; filename*=UTF-8''%E7%8E%B0%E5%9C%BA.png")


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of a server that speaks S3, on a real socket."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A bucket on it, with the environment that all tools of S3 read; with sealing at rest."""
    httpx.post(f"{s3}/moto-api/reset").raise_for_status()
    httpx.put(f"{s3}/guanjia", headers={"host": "s3.amazonaws.com"}).raise_for_status()
    for name, value in {
        "ENDPOINT_URL": s3,
        "REGION": "cn-north-1",
        "ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "SECRET_ACCESS_KEY": "wJalrXUtnFEMI",
        "ALLOW_HTTP": "true",
        "SERVER_SIDE_ENCRYPTION": "AES256",
    }.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    return s3


def installed(**given: Any) -> Settings:
    """Settings of an installation whose files are in S3."""
    values = {"database_url": "postgresql://nobody@localhost/none", "secret_key": SECRET}
    return Settings(**{**values, "files": BUCKET, **given})


async def test_a_file_is_kept_sealed_read_in_parts_and_deleted(bucket: str) -> None:
    store = FileStore.of(installed())
    await store.put("7/8/a", b"0123456789", SAID)
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{bucket}/guanjia/files/7/8/a")).status_code == 403
        kept = await client.get(await store.signed("7/8/a"))
    assert kept.headers["x-amz-server-side-encryption"] == "AES256"
    assert await store.get("7/8/a") == b"0123456789"
    assert await store.get_range("7/8/a", 3, 6) == b"345"
    await store.put("7/8/b", b"b")
    assert await store.delete_below("7/8") == 2
    assert await store.get("7/8/a") is None
    assert await store.get_range("7/8/a", 0, 1) is None
    await store.delete("7/8/a")


async def test_a_bucket_that_is_missing_is_no_file_that_is_missing(bucket: str) -> None:
    store = FileStore.of(installed(files="s3://nowhere/files"))
    for work in (store.get("a"), store.put("a", b"a"), store.get_range("a", 0, 1)):
        with pytest.raises(StoreFailed) as failed:
            await work
        assert failed.value.fault is StoreFault.BUCKET_MISSING


async def test_credentials_that_do_not_hold_are_said_to(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moto.settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0.0)
    monkeypatch.setattr(ActionAuthenticatorMixin, "request_count", 0)
    store = FileStore.of(installed())
    for work in (store.get("a"), store.put("a", b"a"), store.delete("a")):
        with pytest.raises(StoreFailed) as failed:
            await work
        assert failed.value.fault is StoreFault.CREDENTIALS_REFUSED


def test_who_runs_the_service_can_try_the_store_and_is_told_what_to_do(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUANJIA_FILES", BUCKET)
    get_settings.cache_clear()
    done = CliRunner().invoke(app, ["files", "check"])
    assert done.exit_code == 0, done.output
    monkeypatch.setenv("GUANJIA_FILES", "s3://nowhere/files")
    get_settings.cache_clear()
    failed = CliRunner().invoke(app, ["files", "check"])
    get_settings.cache_clear()
    assert "BUCKET_MISSING" in str(failed.exception)
    assert "Create the bucket" in str(failed.exception)


async def test_oss_is_reached_by_its_buckets_own_host(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://guanjia.oss-cn-shanghai.aliyuncs.com")
    monkeypatch.setenv("AWS_VIRTUAL_HOSTED_STYLE_REQUEST", "true")
    address = await FileStore.of(installed()).signed("7/8/a")
    assert address.startswith("https://guanjia.oss-cn-shanghai.aliyuncs.com/files/7/8/a?")


@pytest_asyncio.fixture
async def door(
    bucket: str, fresh_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Door]:
    """The application, with its files in S3."""
    monkeypatch.setenv("GUANJIA_FILES", BUCKET)
    async with serving(fresh_database) as opened:
        yield opened


async def test_a_file_goes_in_by_us_and_out_by_s3_behind_the_same_wall(
    door: Door, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate = world.estates[0]
    desk = Desk(door, estate, await door.caller(estate.resident.actor))
    payload = await desk.reported(await desk.sent(png()))
    url = payload["ticket"]["attachments"][0]["url"]
    sent_on = await desk.get(url)
    assert sent_on.status_code == 302
    assert sent_on.headers["cache-control"] == "no-store"
    address = sent_on.headers["location"]
    assert "X-Amz-Expires=60" in address
    async with httpx.AsyncClient() as client:
        got = await client.get(address)
    assert got.content == png()
    assert got.headers["content-type"] == "image/png"
    assert got.headers["content-disposition"] == SAID.disposition
    assert (await desk.get(url[:-1] + ("0" if url[-1] != "0" else "1"))).status_code == 404

    monkeypatch.setattr(moto.settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0.0)
    monkeypatch.setattr(ActionAuthenticatorMixin, "request_count", 0)
    announced = await desk.announce(png())
    refused = await desk.put(announced["uploadUrl"], png())
    assert refused.status_code == 503
    [error] = refused.json()["errors"]
    assert error["extensions"] == {"code": "FILE_STORE_UNAVAILABLE"}
