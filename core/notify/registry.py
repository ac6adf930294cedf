"""The channels there are at an estate: those shipped, and those of the plugins that are on."""

import re
from collections.abc import Mapping
from functools import lru_cache

import pluggy

from core.db.unit_of_work import UnitOfWork
from core.notify.channel import Channel
from core.notify.channels import shipped
from core.plugin import hooks
from core.plugin.fold import ask
from core.plugin.plan import Implementation, Plan

CORE = "core"
_NAME = re.compile(r"[A-Z][A-Z0-9_]{1,59}")


@lru_cache(maxsize=1)
def shipped_plan() -> Plan:
    """The core as a plugin of its own: registered, found and asked like one."""
    manager = pluggy.PluginManager(hooks.PROJECT)
    manager.add_hookspecs(hooks)
    manager.register(shipped, name=CORE)
    manager.check_pending()
    name = hooks.notification_channels.__name__
    found = getattr(manager.hook, name).get_hookimpls()
    return Plan.of(frozenset({CORE}), [Implementation.of(each, name) for each in found])


async def channels(uow: UnitOfWork, plan: Plan) -> Mapping[str, Channel]:
    """By name, a plugin's after those shipped. A plugin's whose name does not begin with its id
    is left out."""
    found: dict[str, Channel] = {}
    for each, owner in ((shipped_plan(), CORE), (plan, None)):
        for answer in (await ask(each, hooks.notification_channels, uow)).answers:
            name = answer.value.name
            own = owner == CORE or name.startswith(f"{answer.plugin.upper()}_")
            if own and _NAME.fullmatch(name):
                found.setdefault(name, answer.value)
    return found


__all__ = ["CORE", "channels", "shipped_plan"]
