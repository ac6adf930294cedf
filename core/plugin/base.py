"""What a plugin's models are made of: a declarative base in the plugin's own schema.

    Base = plugin_base("keys")

    class Custody(TenantRow, Base):
        __tablename__ = "custody"
        __table_args__ = (
            in_estate(),
            refers_to(House, "house_id"),
            {"info": {"wall": "estate", "narrow": "staff"}},
        )

Names of constraints, types of columns and walls are the core's own. References into the core carry
the estate, so that they cannot cross it.
"""

from sqlalchemy import ForeignKeyConstraint, MetaData, Table
from sqlalchemy.orm import DeclarativeBase

from core.db.base import NAMING, Base
from core.estates.models import Estate


def plugin_base(plugin: str) -> type[DeclarativeBase]:
    """The declarative base of the plugin with this id: schema `plugin_<id>`, metadata its own."""

    class PluginBase(DeclarativeBase):
        metadata = MetaData(naming_convention=NAMING, schema=f"plugin_{plugin}")
        type_annotation_map = Base.type_annotation_map

    return PluginBase


def in_estate() -> ForeignKeyConstraint:
    """The foreign key every tenant table has to its estate, group included."""
    estate = _table(Estate)
    return ForeignKeyConstraint(["group_id", "estate_id"], [estate.c.group_id, estate.c.id])


def refers_to(model: type[DeclarativeBase], *columns: str) -> ForeignKeyConstraint:
    """A foreign key to a row of the same estate: `(estate_id, *columns) -> (estate_id, id)`."""
    table = _table(model)
    return ForeignKeyConstraint(["estate_id", *columns], [table.c.estate_id, table.c.id])


def _table(model: type[DeclarativeBase]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


__all__ = ["in_estate", "plugin_base", "refers_to"]
