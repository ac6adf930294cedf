"""From the settings to a database that can be used: the embedded one, or the one given."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from core.config import Settings
from core.db.bootstrap import Access, prepare
from core.db.embedded import running
from core.db.least_privilege import verify
from core.db.lineage import Lineage
from core.db.migrate import require_migrated
from core.db.urls import connect

DATABASE = "guanjia"


def cluster_folder(settings: Settings) -> Path:
    """Where the embedded cluster lives."""
    return settings.var_dir / "postgres"


@contextmanager
def available(settings: Settings, *, exclusive: bool = False) -> Iterator[Access]:
    """A database whose roles are set up, for the length of a block.

    The embedded cluster is joined where another process runs it, else started and stopped again;
    `exclusive` insists on owning it. Raises `OperatorError`.
    """
    if settings.database_url is not None:
        yield prepare(settings.database_url, settings.secret, owner_url=settings.owner_database_url)
        return
    with running(cluster_folder(settings), exclusive=exclusive) as cluster:
        cluster.ensure_database(DATABASE)
        yield prepare(cluster.admin_url(DATABASE), settings.secret)


def require_serviceable(app_url: str, lineages: Sequence[Lineage]) -> None:
    """Refuses what must not be served: an unmigrated database, a login with too many rights."""
    require_migrated(app_url, lineages)
    with connect(app_url) as connection:
        verify(connection)


__all__ = ["DATABASE", "available", "cluster_folder", "require_serviceable"]
