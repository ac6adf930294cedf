"""What a read asked of plugins that are off where it looked (`PLUGIN_NOT_ENABLED`).

In the schema of one estate such fields do not exist. Through the group's they are null in rows of
estates whose contract has not the plugin; where one thing was looked up, an error says so.
"""

from typing import Any

from api.context import RequestContext
from api.errors import as_error
from api.graph.binds import Values
from api.graph.entity import GlobalId, is_key
from api.graph.plan import Plan
from core.errors import GuanjiaError
from tenants.enabled import not_enabled


async def what_is_off(context: RequestContext, plan: Plan, values: Values) -> list[dict[str, Any]]:
    """An error for each plugin whose fields were asked of a thing of an estate without it."""
    if not plan.licensed or not plan.looked_up:
        return []
    estates = {_estate(getter(values)) for getter in plan.looked_up}
    off = [
        (plugin, estate)
        for estate in sorted(estates.intersection(values.estates))
        for plugin in sorted(plan.licensed)
        if estate not in values.plugins.get(plugin, ())
    ]
    if not off:
        return []
    book = await context.access.contracts.book(context.actor.group_id)
    return [
        as_error(not_enabled(book, estate, plugin, values.now), context.locale)
        for plugin, estate in off
    ]


def _estate(id_: str) -> int:
    """The estate of a global id; 0, which is nobody's, where it has none."""
    try:
        found = GlobalId.parse(id_)
    except GuanjiaError:
        return 0
    if found.estate is not None:
        return found.estate
    return int(found.key) if found.type == "Estate" and is_key(found.key) else 0


__all__ = ["what_is_off"]
