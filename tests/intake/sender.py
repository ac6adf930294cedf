"""Another system, sending signed messages as Standard Webhooks has it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson
from standardwebhooks import Webhook

from core import clock
from core.ids import new_id


@dataclass(slots=True)
class Sender:
    """Posts to `path`, signing with `secret`."""

    http: httpx.AsyncClient
    path: str
    secret: str

    async def send(
        self,
        body: dict[str, Any] | bytes,
        *,
        id_: str | None = None,
        at: datetime | None = None,
        signature: str | None = None,
    ) -> httpx.Response:
        """The answer to a message, whatever it is."""
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        key = id_ or str(new_id())
        sent_at = (at or clock.now()).astimezone(UTC)
        signed = {
            "webhook-id": key,
            "webhook-timestamp": str(int(sent_at.timestamp())),
            "webhook-signature": signature
            or Webhook(self.secret).sign(key, sent_at, content.decode("utf-8", "surrogateescape")),
        }
        return await self.http.post(self.path, content=content, headers=signed)

    async def sent(self, body: dict[str, Any] | bytes, **more: Any) -> dict[str, Any]:
        """The answer to a message that must be taken in."""
        response = await self.send(body, **more)
        assert response.status_code == 200, response.text
        told: dict[str, Any] = response.json()
        return told


__all__ = ["Sender"]
