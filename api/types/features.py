"""What an estate's contracts switch on, as a frontend needs to know it: what is on, until when, and
why not; how it is set, and by which form.

What is installed is bound as one JSON value; the estate's dated rows are joined to it, so that a
list of estates tells its features in its one statement, right to the instant.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
import strawberry
from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    FromClause,
    Text,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB
from strawberry.scalars import JSON

from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.derived import derived
from api.graph.errands import recordset
from api.graph.fields import INSIDE, Row, column
from api.types.contracts import for_signers
from api.types.roles import roles_at
from core.actor import Audience, Role
from core.plugin.catalogue import Catalogue
from tenants.models import ContractPlugin

STAFF = frozenset({Audience.STAFF})
MOST_PERMISSIONS = 20

NOTHING: ColumnElement[Any] = literal_column("0")
NONE: ColumnElement[Any] = literal_column("'{}'::text[]", ARRAY(Text))


@strawberry.enum(description="Why a plugin is not on at an estate.")
class FeatureReason(StrEnum):
    NOT_IN_CONTRACT = "NOT_IN_CONTRACT"
    ENDED = "ENDED"
    NOT_YET = "NOT_YET"
    REQUIRES_MISSING = "REQUIRES_MISSING"


def as_json(installed: Catalogue) -> str:
    """What is installed: the rows that `features` joins an estate's contracts to."""
    rows: Sequence[Mapping[str, Any]] = [
        {
            "position": position,
            "plugin": plugin,
            "title": manifest.title,
            "title_en": manifest.title_en,
            "version": manifest.version,
            "requires": sorted(installed.with_required(plugin) - {plugin}),
            "configuration_schema": manifest.configuration_schema(),
            "permissions": [
                {
                    "position": number,
                    "id": each.id,
                    "title": each.title,
                    "title_en": each.title_en,
                    "roles": sorted(each.roles),
                }
                for number, each in enumerate(manifest.permissions)
            ],
        }
        for position, (plugin, manifest) in enumerate(installed.manifests.items())
    ]
    return orjson.dumps(rows).decode()


def features(row: Row | None, _: Arguments, binds: Binds) -> Row:
    """The plugins there are, at one estate. Customers and partners hear of those that are on."""
    assert row is not None
    estate = row.c.id
    given = recordset(
        binds.bind(lambda values: values.installed, Text(), name="installed"),
        "installed",
        plugin=Text,
        title=Text,
        title_en=Text,
        version=Text,
        requires=ARRAY(Text),
        configuration_schema=JSONB,
        permissions=JSONB,
    )
    term = _terms(row, given, binds)
    lack = _missing(row, given, binds)
    missing, lacking = lack.c.plugins, func.cardinality(lack.c.plugins) > NOTHING
    on = and_(term.c.running, not_(lacking))
    reason = case(
        (and_(term.c.running, lacking), _text(FeatureReason.REQUIRES_MISSING)),
        (term.c.running, null()),
        (term.c.begins.is_not(None), _text(FeatureReason.NOT_YET)),
        (term.c.ended.is_not(None), _text(FeatureReason.ENDED)),
        else_=_text(FeatureReason.NOT_IN_CONTRACT),
    )
    found = (
        select(
            given.c.position,
            estate.label("estate_id"),
            given.c.plugin,
            given.c.title,
            given.c.title_en,
            given.c.version,
            on.label("on"),
            reason.label("reason"),
            case((term.c.running, term.c.since), else_=term.c.begins).label("since"),
            case((term.c.running, term.c.until), else_=term.c.ended).label("until"),
            case((term.c.running, missing), else_=NONE).label("missing"),
            for_signers(given.c.configuration_schema, estate, binds).label("configuration_schema"),
            for_signers(term.c.configuration, estate, binds).label("configuration"),
            given.c.permissions,
            roles_at(estate, binds).label("my_roles"),
        )
        .select_from(given.join(term, true()).join(lack, true()))
        .correlate(row)
    )
    if binds.ask(lambda values: values.actor.audience not in INSIDE):
        found = found.where(on)
    return found.lateral("feature")


def _terms(row: Row, given: FromClause, binds: Binds) -> FromClause:
    """What the dated rows say of one plugin: the stretch it is in, the last one, the next one."""
    now = binds.now()
    term = ContractPlugin.__table__.alias("term")
    other = ContractPlugin.__table__.alias("other_term")
    real = or_(term.c.valid_to.is_(None), term.c.valid_to > term.c.valid_from)
    runs = _runs(term, now)
    beside = and_(
        other.c.estate_id == term.c.estate_id,
        other.c.plugin == term.c.plugin,
        or_(other.c.valid_to.is_(None), other.c.valid_to > other.c.valid_from),
    )
    begins_stretch = not_(exists().where(beside, other.c.valid_to == term.c.valid_from))
    ends_stretch = not_(exists().where(beside, other.c.valid_from == term.c.valid_to))
    past = and_(term.c.valid_from <= now, begins_stretch)
    return (
        select(
            func.coalesce(func.bool_or(runs), false()).label("running"),
            func.max(term.c.valid_from).filter(past).label("since"),
            func.min(term.c.valid_to)
            .filter(and_(term.c.valid_to > now, ends_stretch))
            .label("until"),
            func.max(term.c.valid_to).filter(term.c.valid_to <= now).label("ended"),
            func.min(term.c.valid_from).filter(term.c.valid_from > now).label("begins"),
            func.jsonb_agg(term.c.configuration, type_=JSONB)
            .filter(runs)
            .op("->")(NOTHING)
            .label("configuration"),
        )
        .where(term.c.estate_id == row.c.id, term.c.plugin == given.c.plugin, real)
        .correlate(row, given)
        .lateral("stretch")
    )


def _missing(row: Row, given: FromClause, binds: Binds) -> FromClause:
    """Of the plugins that one requires, near and far, those that are not on."""
    required = func.unnest(given.c.requires).table_valued("plugin", name="required")
    required = required.render_derived()
    term = ContractPlugin.__table__.alias("required_term")
    there = exists().where(
        term.c.estate_id == row.c.id,
        term.c.plugin == required.c.plugin,
        _runs(term, binds.now()),
    )
    return (
        select(func.coalesce(func.array_agg(required.c.plugin), NONE).label("plugins"))
        .select_from(required)
        .where(not_(there.correlate(row, required)))
        .correlate(row, given)
        .lateral("lack")
    )


def _runs(term: FromClause, now: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(term.c.valid_from <= now, or_(term.c.valid_to.is_(None), term.c.valid_to > now))


def _text(reason: FeatureReason) -> ColumnElement[str]:
    return literal_column(f"'{reason.value}'", Text())


def permissions(row: Row | None, _: Arguments, binds: Binds) -> Row:
    """What a plugin lets people do, and whether the caller is one of them."""
    assert row is not None
    listed = recordset(
        row.c.permissions, "permission", id=Text, title=Text, title_en=Text, roles=ARRAY(Text)
    )
    mine = cast(listed.c.roles.op("&&")(row.c.my_roles), Boolean).label("mine")
    return select(listed, mine).correlate(row).lateral("plugin_permission")


@strawberry.type(description="Something a plugin lets people do.")
class FeaturePermission:
    id: str = column()
    title: str = column(description="In Chinese.")
    title_en: str = column(description="In English.")
    roles: list[Role] = column(description="Who may.")
    mine: bool = column(description="Whether the caller may, here.")


@strawberry.type(description="A plugin at an estate: whether it is on, until when, and why not.")
class Feature:
    plugin: str = column(description="Its id.")
    title: str = column(description="In Chinese.")
    title_en: str = column(description="In English.")
    version: str = column(audiences=INSIDE)
    on: bool = column()
    reason: FeatureReason | None = column(
        audiences=INSIDE, description="Why it is not on; null where it is."
    )
    since: datetime | None = column(description="Since when it is on, or from when it will be.")
    until: datetime | None = column(
        description="Until when it is on (exclusive), or when it last was; null: without an end."
    )
    missing: list[str] = column(
        audiences=INSIDE, description="For REQUIRES_MISSING: the plugins it lacks."
    )
    configuration: JSON | None = column(
        audiences=STAFF, description="How it is set now, for those who may sign contracts."
    )
    configuration_schema: JSON | None = column(
        audiences=STAFF,
        description="The JSON Schema of its configuration, for those who may sign contracts.",
    )
    permissions: list[FeaturePermission] = derived(
        permissions, ContractPlugin, most=MOST_PERMISSIONS, audiences=INSIDE
    )


__all__ = ["Feature", "FeaturePermission", "FeatureReason", "as_json", "features", "permissions"]
