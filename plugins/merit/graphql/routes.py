"""The plugin's own address: the month's payments and deductions, for the pay-roll office."""

from datetime import date

from starlette.responses import Response

from api.extend import PluginCall, PluginRoute
from core.errors import Invalid, NotFound
from plugins.merit.effects.payroll import as_csv, payroll


async def payroll_csv(call: PluginCall) -> Response:
    """`/payroll.csv?month=2025-03`, with a byte order mark, as spreadsheets ask for it."""
    asked = call.request.query_params.get("month", "")
    try:
        month = date.fromisoformat(f"{asked}-01")
    except ValueError:
        raise Invalid("month", "YYYY-MM") from None
    async with call.work() as uow:
        if call.actor is None:
            raise NotFound
        lines = await payroll(call.actor, call.estate_id, month, uow)
    return Response(
        as_csv(lines).encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="merit-{asked}.csv"',
            "cache-control": "no-store",
        },
    )


ROUTES = (PluginRoute("/payroll.csv", payroll_csv, methods=("GET",), signed_in=True),)

__all__ = ["ROUTES", "payroll_csv"]
