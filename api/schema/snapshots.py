"""The schema of each audience as committed text: a change to the API is a change to a file.

python -m api.schema.snapshots      writes `api/schema/snapshots/*.graphql` anew
"""

from collections.abc import Iterator
from pathlib import Path

from api.schema.build import View
from api.schema.registry import Registry
from core.actor import Audience

FOLDER = Path(__file__).parent / "snapshots"


def snapshots() -> Iterator[tuple[Path, str]]:
    """Each snapshot's file, and what the schema says now (the core alone, without plugins)."""
    registry = Registry()
    for audience in Audience:
        if audience is not Audience.SYSTEM:  # workers do not come in by GraphQL
            built = registry.schema(View(audience))
            yield FOLDER / f"{audience.value}.graphql", built.sdl()


if __name__ == "__main__":
    for path, text in snapshots():
        path.write_text(text, "utf-8")

__all__ = ["FOLDER", "snapshots"]
