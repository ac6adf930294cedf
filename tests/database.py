"""A real PostgreSQL for the tests: the one that the plugin suite brings along."""

from api.plugin_suite.server import (
    SECRET,
    SERVER_VARIABLE,
    TestDatabase,
    TestServer,
    serving,
)

__all__ = ["SECRET", "SERVER_VARIABLE", "TestDatabase", "TestServer", "serving"]
