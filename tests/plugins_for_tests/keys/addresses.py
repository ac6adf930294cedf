"""Addresses of its own: the key cabinet says what was put back; people fetch the key board."""

import hmac

import orjson
from sqlalchemy import select, update
from starlette.responses import PlainTextResponse, Response

from api.extend import PluginCall, PluginRoute
from core.actor import Role
from core.errors import NotFound
from tests.plugins_for_tests.keys.models import HouseKey, KeyState

SECRET = b"what the cabinet signs with"


async def put_back(call: PluginCall) -> Response:
    """The cabinet has a key back. Signed by the cabinet; raises `NotFound` for anything else."""
    body = await call.body()
    signature = hmac.digest(SECRET, body, "sha256").hex()
    if not hmac.compare_digest(signature, call.request.headers.get("x-signature", "")):
        raise NotFound
    tag = str(orjson.loads(body)["tag"])
    async with call.work() as uow:
        back = (
            update(HouseKey)
            .where(HouseKey.estate_id == call.estate_id, HouseKey.tag == tag)
            .values(state=KeyState.IN_CUSTODY, ticket_id=None, due_back_at=None)
        )
        await uow.execute(back)
    return Response(status_code=204)


async def board(call: PluginCall) -> Response:
    """The key board as text, for who answers the telephone here."""
    async with call.work() as uow:
        if call.actor is None or Role.CS_AGENT not in call.actor.roles_at(call.estate_id):
            raise NotFound
        tags = select(HouseKey.tag).where(HouseKey.estate_id == call.estate_id)
        found = (await uow.execute(tags.order_by(HouseKey.tag))).scalars().all()
    return PlainTextResponse("\n".join(found))


ROUTES = (
    PluginRoute("/put-back", put_back),
    PluginRoute("/board.txt", board, methods=("GET",), signed_in=True),
)
