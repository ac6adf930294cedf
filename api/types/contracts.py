"""Contracts, what they switch on, and what has gone wrong there, as frontends see it (S-N1)."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import ColumnElement, case, func, null, or_
from sqlalchemy import and_ as both
from strawberry.scalars import JSON

from api.graph.binds import Binds
from api.graph.entity import Node, entity
from api.graph.fields import Order, Row, column, expression, many, one
from core.plugin.models import PluginFault as FaultRow
from tenants import models
from tenants.roles import Permission, roles_with

if TYPE_CHECKING:
    from api.types.estates import Estate

_Estate = Annotated["Estate", strawberry.lazy("api.types.estates")]

SIGNERS = roles_with(Permission.SIGN_CONTRACTS)
"""Who may sign sees how plugins are set."""


def for_signers(value: ColumnElement[Any], estate: ColumnElement[Any], binds: Binds) -> Any:
    """A value for those who may sign contracts at an estate; null for others."""
    return case((estate == func.any(binds.estates_with(SIGNERS)), value), else_=null())


def configuration(row: Row, binds: Binds) -> ColumnElement[Any]:
    """How the plugin is set, for those who may sign."""
    found: ColumnElement[Any] = for_signers(row.c.configuration, row.c.estate_id, binds)
    return found


def runs(row: Row, binds: Binds) -> ColumnElement[bool]:
    """Whether a contract or a term of one runs now."""
    now = binds.now()
    return both(row.c.valid_from <= now, or_(row.c.valid_to.is_(None), row.c.valid_to > now))


@entity(models.ContractPlugin)
class ContractPlugin(Node):
    """A plugin that a contract switches on for a stretch of time."""

    plugin: str = column(description="Its id; `Estate.features` tells what it is.")
    valid_from: datetime = column()
    valid_to: datetime | None = column(description="Exclusive; null: until the contract ends.")
    running: bool = expression(runs, description="Whether it runs now.")
    configuration: JSON | None = expression(
        configuration, description="For those who may sign contracts."
    )
    set_up_at: datetime | None = column(description="When the plugin was set up here.")
    settled_at: datetime | None = column(description="When the plugin had settled what was open.")
    fault: str | None = column(description="Why it could not yet: its code, or kind and place.")


@entity(models.Contract, filters=("id", "estate_id", "valid_from", "valid_to"))
class Contract(Node):
    """合同: what was agreed with an estate, from when to when."""

    version: int = column()
    title: str = column()
    valid_from: datetime = column()
    valid_to: datetime | None = column(description="Exclusive; null where no end was agreed.")
    signed_at: datetime = column()
    running: bool = expression(runs, description="Whether it runs now.")
    estate: _Estate = one("estate_id")
    plugins: list[ContractPlugin] = many(
        "contract_id",
        order=[Order("valid_from"), Order("plugin")],
        description="What it switches on, terms that are over included.",
    )


@entity(FaultRow, filters=("estate_id", "plugin"), orders=("last_at", "times"))
class PluginFault(Node):
    """A failure of a plugin, counted. The work it failed in went on without it."""

    plugin: str = column()
    place: str = column(description="The hook or job that failed.")
    error: str = column(description="Its kind and place; never what it was about.")
    times: int = column()
    first_at: datetime = column()
    last_at: datetime = column()
    estate: _Estate = one("estate_id")


__all__ = [
    "SIGNERS",
    "Contract",
    "ContractPlugin",
    "PluginFault",
    "configuration",
    "for_signers",
    "runs",
]
