"""The plugin's own addresses: where providers send notices, and where the local one is paid."""

from starlette.responses import Response

from api.extend import PluginCall, PluginRoute
from core.errors import NotFound
from plugins.paid_services.payments.merchants import LOCAL
from plugins.paid_services.payments.online import pay_locally, receive

LARGEST_NOTICE = 64 * 1024

PAID_PAGE = """<!doctype html><meta charset="utf-8"><title>本地支付</title>
<p>已支付，请返回。 Paid: you may close this page.</p>"""
ASK_PAGE = """<!doctype html><meta charset="utf-8"><title>本地支付</title>
<form method="post"><p>本地演示支付，不涉及真实款项。 A demonstration: no money moves.</p>
<button>支付 Pay</button></form>"""


async def notice(call: PluginCall) -> Response:
    """A provider's notice. Whether it is genuine the provider's adapter says."""
    provider = call.request.path_params["provider"]
    body = await call.body(LARGEST_NOTICE)
    headers = {name.lower(): value for name, value in call.request.headers.items()}
    reply = await receive(
        call.access.database, call.group_id, call.estate_id, provider, headers, body
    )
    return Response(reply.body, reply.status, media_type=reply.media_type)


async def local_payment(call: PluginCall) -> Response:
    """The local provider's page: what is shown to who pays, and what paying does."""
    if call.request.method == "GET":
        return Response(ASK_PAGE, media_type="text/html")
    order = call.request.query_params.get("order", "")
    if not await pay_locally(call.access.database, call.group_id, call.estate_id, order):
        raise NotFound("order")
    return Response(PAID_PAGE, media_type="text/html")


ROUTES = (
    PluginRoute(f"/notices/{LOCAL}/pay", local_payment, methods=("GET", "POST")),
    PluginRoute("/notices/{provider}", notice, winding_down=True),
)

__all__ = ["ROUTES", "local_payment", "notice"]
