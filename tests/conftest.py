"""The databases of a test run: those that the plugin suite brings along."""

from api.plugin_suite.databases import (
    database,
    empty_database,
    fresh_database,
    pytest_configure_node,
    pytest_unconfigure,
    server,
)

__all__ = [
    "database",
    "empty_database",
    "fresh_database",
    "pytest_configure_node",
    "pytest_unconfigure",
    "server",
]
