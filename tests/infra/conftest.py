"""Folders and servers for the tests of the embedded PostgreSQL."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.db.embedded import Cluster, running


@pytest.fixture
def var() -> Iterator[Path]:
    """An empty folder that every user of the machine can walk to."""
    folder = Path(tempfile.mkdtemp(prefix="guanjia-infra-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def bare_cluster(var: Path) -> Iterator[Cluster]:
    """A server that has never seen this product: no roles, no databases of ours."""
    with running(var / "postgres", durable=False) as cluster:
        cluster.ensure_database("estate_services")
        yield cluster
