"""The databases of a test run: those that the plugin suite brings along."""

from collections.abc import Iterator

import pytest

from api.plugin_suite.databases import (
    database,
    empty_database,
    fresh_database,
    pytest_configure_node,
    pytest_unconfigure,
    server,
)
from core.config import get_settings


@pytest.fixture(scope="session", autouse=True)
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files that tests send go to a folder of this run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUANJIA_FILES", str(tmp_path_factory.mktemp("files")))
        get_settings.cache_clear()
        yield
    get_settings.cache_clear()


__all__ = [
    "database",
    "empty_database",
    "files",
    "fresh_database",
    "pytest_configure_node",
    "pytest_unconfigure",
    "server",
]
