"""A story whose workers may reach providers on this machine."""

from collections.abc import AsyncIterator

import pytest_asyncio
from pydantic import SecretStr

from api.cli.installation import handlers
from core.jobs.worker import Worker
from core.notify.channels import wechat
from tests.notify.people import Telephone
from tests.notify.provider import Mailbox, Provider, providing, receiving
from tests.standard.conftest import story, time
from tests.standard.story import Story


@pytest_asyncio.fixture
async def provider() -> AsyncIterator[Provider]:
    """A provider of webhooks, text messages and WeChat."""
    async with providing() as opened:
        yield opened


@pytest_asyncio.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    """A mail server."""
    async with receiving() as opened:
        yield opened


@pytest_asyncio.fixture
async def telephone(story: Story, mailbox: Mailbox) -> Telephone:
    """The story's people, its workers let out to this machine."""
    wechat._tokens.clear()
    settings = story.door.access.settings.model_copy(
        update={
            "outbound_allowed_hosts": ("127.0.0.1",),
            "smtp_url": SecretStr(f"smtp://127.0.0.1:{mailbox.port}"),
            "smtp_sender": "service@estate.example",
        }
    )
    story.worker = Worker(story.door.database, handlers(story.door.database, settings))
    return Telephone(story)


__all__ = ["mailbox", "provider", "story", "telephone", "time"]
