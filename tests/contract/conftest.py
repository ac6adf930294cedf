"""The suite's own fixtures, over the plugins of `subjects`."""

import pytest

pytest.register_assert_rewrite("api.plugin_suite.promises")

from api.plugin_suite.fixtures import (  # noqa: E402
    Installation,
    catalogue,
    installation,
    plugin_database,
    subject,
)
from tests.contract.subjects import SUBJECTS, Subject  # noqa: E402


@pytest.fixture(scope="session")
def subjects() -> tuple[Subject, ...]:
    """What the suite runs over."""
    return SUBJECTS


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each plugin in turn."""
    if "subject" in metafunc.fixturenames:
        metafunc.parametrize(
            "subject", SUBJECTS, ids=[each.manifest.id for each in SUBJECTS], indirect=True
        )


__all__ = ["Installation", "catalogue", "installation", "plugin_database", "subject"]
