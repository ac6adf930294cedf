"""The declarative base of all the plugin's tables."""

from core.plugin.base import PluginBase, plugin_metadata


class Base(PluginBase):
    """The plugin's tables."""

    __abstract__ = True
    metadata = plugin_metadata("developer_escalation")


__all__ = ["Base"]
