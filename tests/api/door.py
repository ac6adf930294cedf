"""The public door, opened for tests: the one that the plugin suite brings along."""

from api.plugin_suite.door import Caller, Door, enrol, gid, serving

__all__ = ["Caller", "Door", "enrol", "gid", "serving"]
