"""What a plugin's models are made of: a declarative base in the plugin's own schema.

    class Base(PluginBase):
        __abstract__ = True
        metadata = plugin_metadata("keys")

    class HouseKey(TenantRow, Base):
        __tablename__ = "house_key"
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


class PluginBase(Base):
    """Above the bases of all plugins, each of which has metadata of its own."""

    __abstract__ = True


def plugin_metadata(plugin: str) -> MetaData:
    """The metadata of the plugin with this id: schema `plugin_<id>`, the core's names."""
    return MetaData(naming_convention=NAMING, schema=f"plugin_{plugin}")


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


__all__ = ["PluginBase", "in_estate", "plugin_metadata", "refers_to"]
