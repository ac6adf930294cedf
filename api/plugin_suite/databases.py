"""The database of a test run. See `api.plugin_suite.server`.

Under xdist the server is started once, by the process that deals out the work; each worker then
clones a database of its own.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from api.plugin_suite.server import TestDatabase, TestServer, serving

_SERVER = "guanjia_server"
_run = pytest.StashKey[ExitStack]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Called by xdist's controller for each worker before it starts."""
    stash = node.config.stash
    if _run not in stash:
        stash[_run] = ExitStack()
        node.config.guanjia_server = stash[_run].enter_context(serving())
    server: TestServer = node.config.guanjia_server
    node.workerinput[_SERVER] = (server.admin_url, server.template)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the server that was started for the workers."""
    if _run in config.stash:
        config.stash[_run].close()


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[TestServer]:
    """The PostgreSQL server of this run, with a migrated template."""
    given = getattr(request.config, "workerinput", {}).get(_SERVER)
    if given is not None:
        yield TestServer(*given)
        return
    with serving() as started:
        yield started


@pytest.fixture(scope="session")
def database(server: TestServer) -> Iterator[TestDatabase]:
    """This worker's migrated database, shared by its tests: make a group of your own in it."""
    with server.passing() as passing:
        yield passing


@pytest.fixture
def fresh_database(server: TestServer) -> Iterator[TestDatabase]:
    """A migrated database with nothing in it, for this test alone."""
    with server.passing() as passing:
        yield passing


@pytest.fixture
def empty_database(server: TestServer) -> Iterator[TestDatabase]:
    """An unmigrated database with the roles set up, for this test alone."""
    with server.passing(migrated=False) as passing:
        yield passing


__all__ = [
    "database",
    "empty_database",
    "fresh_database",
    "pytest_configure_node",
    "pytest_unconfigure",
    "server",
]
