"""Another system, sending signed messages as Standard Webhooks has it."""

import base64
import hmac
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
            "webhook-signature": signature or self._signed(key, sent_at, content),
        }
        return await self.http.post(self.path, content=content, headers=signed)

    def _signed(self, key: str, sent_at: datetime, content: bytes) -> str:
        """As the scheme's own library has it; over the bytes, where they are no text to it."""
        try:
            return Webhook(self.secret).sign(key, sent_at, content.decode())
        except UnicodeDecodeError:
            signed = f"{key}.{int(sent_at.timestamp())}.".encode() + content
            secret = base64.b64decode(self.secret.removeprefix("whsec_"))
            return f"v1,{base64.b64encode(hmac.digest(secret, signed, 'sha256')).decode()}"

    async def sent(self, body: dict[str, Any] | bytes, **more: Any) -> dict[str, Any]:
        """The answer to a message that must be taken in."""
        response = await self.send(body, **more)
        assert response.status_code == 200, response.text
        told: dict[str, Any] = response.json()
        return told


__all__ = ["Sender"]
