"""The schema of each audience as committed text: a change to the API is a change to a file.

python -m api.schema.snapshots      writes `api/schema/snapshots/**/*.graphql` anew

The core's schema stands whole. What plugins add stands apart, for each installed plugin alone (with
what it requires), for each pair, and for all: `plugins/<ids>.<audience>.graphql`. A change to the
core does not touch those files.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, print_type

from api.schema.build import View
from api.schema.registry import Registry
from core import messages
from core.actor import Audience
from core.plugin.catalogue import Catalogue

FOLDER = Path(__file__).parent / "snapshots"
PLUGINS = FOLDER / "plugins"

AUDIENCES = tuple(audience for audience in Audience if audience is not Audience.SYSTEM)
"""Workers do not come in by GraphQL."""


def snapshots(installed: Catalogue | None = None) -> Iterator[tuple[Path, str]]:
    """Each snapshot's file, and what the schema says now."""
    installed = Catalogue.discover() if installed is None else installed
    messages.learn(installed.texts)
    core = Registry()
    whole = Registry(installed.graphql.values())
    for audience in AUDIENCES:
        bare = core.schema(View(audience))
        yield FOLDER / f"{audience.value}.graphql", bare.sdl()
        for name, plugins in plugin_sets(installed).items():
            built = whole.schema(View(audience, plugins))
            text = added(bare.graphql, built.graphql)
            if text:
                yield PLUGINS / f"{name}.{audience.value}.graphql", text


def plugin_sets(installed: Catalogue) -> Mapping[str, frozenset[str]]:
    """Each plugin alone, each pair and all of them, with what they require, by name."""
    ids = sorted(installed.manifests)
    chosen = [(each,) for each in ids] + list(combinations(ids, 2)) + ([tuple(ids)] if ids else [])
    found: dict[str, frozenset[str]] = {}
    for some in chosen:
        plugins = frozenset[str]().union(*map(installed.with_required, some))
        found.setdefault("+".join(sorted(plugins)), plugins)
    return found


def added(before: GraphQLSchema, after: GraphQLSchema) -> str:
    """What one schema has and another has not: types, and fields of types that both have."""
    parts: list[str] = []
    for name, type_ in sorted(after.type_map.items()):
        if name.startswith("__"):
            continue
        known = before.type_map.get(name)
        if known is None:
            parts.append(print_type(type_))
        elif isinstance(known, GraphQLObjectType | GraphQLInterfaceType):
            assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
            new = {key: field for key, field in type_.fields.items() if key not in known.fields}
            if new:
                only = GraphQLObjectType(name, new)
                parts.append(f"extend {print_type(only)}")
    return "\n\n".join(parts) + "\n" if parts else ""


if __name__ == "__main__":
    PLUGINS.mkdir(exist_ok=True)
    made = dict(snapshots())
    for old in PLUGINS.glob("*.graphql"):
        if old not in made:
            old.unlink()
    for path, text in made.items():
        path.write_text(text, "utf-8")

__all__ = ["AUDIENCES", "FOLDER", "PLUGINS", "added", "plugin_sets", "snapshots"]
