"""The pytest plugin that `guanjia plugin check` runs the suite with, and plugins' own tests use.

    pytest -p api.plugin_suite.checking --guanjia-plugin keys --pyargs api.plugin_suite.promises

A plugin's own tests say `pytest_plugins = ["api.plugin_suite.checking"]` in their `conftest.py`
and get the application with the installed plugins as `installation`.
"""

import pytest

pytest.register_assert_rewrite("api.plugin_suite.promises")

from api.plugin_suite.databases import (  # noqa: E402
    database,
    empty_database,
    fresh_database,
    server,
)
from api.plugin_suite.fixtures import (  # noqa: E402
    Installation,
    catalogue,
    installation,
    plugin_database,
    subject,
)
from api.plugin_suite.subject import Subject  # noqa: E402
from core.plugin.catalogue import Catalogue  # noqa: E402

OPTION = "--guanjia-plugin"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which installed plugin is checked; by default each of them."""
    parser.addoption(OPTION, default=None, help="the id of an installed plugin")


@pytest.fixture(scope="session")
def subjects(request: pytest.FixtureRequest) -> tuple[Subject, ...]:
    """The plugins that are installed together: those checked, and what they require."""
    return subjects_of(request.config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each checked plugin in turn."""
    if "subject" in metafunc.fixturenames:
        wanted = metafunc.config.getoption(OPTION)
        found = [
            each for each in subjects_of(metafunc.config) if wanted in (None, each.manifest.id)
        ]
        metafunc.parametrize(
            "subject", found, ids=[each.manifest.id for each in found], indirect=True
        )


def subjects_of(config: pytest.Config) -> tuple[Subject, ...]:
    """The installed plugins that name a trial, or the one asked for with all it requires."""
    installed = Catalogue.discover()
    wanted = config.getoption(OPTION)
    if wanted is None:
        ids = {each.id for each in installed.manifests.values() if each.trial is not None}
    else:
        ids = set(installed.with_required(wanted))
    return tuple(Subject.of(installed[each]) for each in installed.manifests if each in ids)


__all__ = [
    "OPTION",
    "Installation",
    "catalogue",
    "database",
    "empty_database",
    "fresh_database",
    "installation",
    "plugin_database",
    "pytest_addoption",
    "pytest_generate_tests",
    "server",
    "subject",
    "subjects",
    "subjects_of",
]
