"""The committed schema is the schema, and changes to it do not break clients unannounced."""

import subprocess
from pathlib import Path

import pytest
from graphql import build_schema
from graphql.utilities import find_breaking_changes

from api.schema.snapshots import FOLDER, PLUGINS, added, plugin_sets, snapshots
from core.plugin.catalogue import Catalogue
from tests.docs.walk import ROOT
from tests.plugins_for_tests.keys import manifest as keys


def test_the_committed_schemas_are_what_is_served() -> None:
    now = dict(snapshots())
    committed = {path: path.read_text("utf-8") for path in FOLDER.rglob("*.graphql")}
    stale = sorted(
        path.name for path in now.keys() | committed.keys() if now.get(path) != committed.get(path)
    )
    assert stale == [], "run: python -m api.schema.snapshots, and read what changed"


@pytest.mark.parametrize(
    ("path", "now"), list(snapshots()), ids=lambda each: getattr(each, "stem", "")
)
def test_nothing_that_a_release_had_is_gone_unless_it_was_deprecated_there(
    path: object, now: str
) -> None:
    released = _released(str(path))
    if released is None:  # no release has had this audience's schema yet
        return
    core = PLUGINS.parent / f"{Path(str(path)).suffixes[-2].lstrip('.')}.graphql"
    if Path(str(path)).parent == PLUGINS:  # what a plugin adds, to what it was and is added to
        released = (_released(str(core)) or "") + released
        now = core.read_text("utf-8") + now
    before = build_schema(released)
    deprecated = {
        f"{type_.name}.{name}"
        for type_ in before.type_map.values()
        for name, field in getattr(type_, "fields", {}).items()
        if getattr(field, "deprecation_reason", None)
    }
    broken = [
        change.description
        for change in find_breaking_changes(before, build_schema(now))
        if not any(name in change.description for name in deprecated)
    ]
    assert broken == []


def test_each_plugin_alone_each_pair_and_all_of_them_have_a_snapshot() -> None:
    installed = Catalogue.discover()
    sets = set(plugin_sets(installed).values())
    for each in installed.manifests:
        assert installed.with_required(each) in sets
        for other in installed.manifests:
            assert installed.with_required(each) | installed.with_required(other) in sets
    assert not installed.manifests or frozenset(installed.manifests) in sets
    assert plugin_sets(Catalogue([keys.MANIFEST])) == {"keys": frozenset({"keys"})}


def test_what_is_added_is_told_as_types_and_extensions_of_types() -> None:
    before = build_schema("type Query { a: Int } type T { b: Int }")
    after = build_schema("type Query { a: Int } type T { b: Int c: U } type U { d: Int }")
    assert added(before, after) == "extend type T {\n  c: U\n}\n\ntype U {\n  d: Int\n}\n"
    [broken] = find_breaking_changes(after, before)[:1]
    assert "U" in broken.description


def _released(path: str) -> str | None:
    """The file as the latest release tag has it."""
    tag = _git("describe", "--tags", "--abbrev=0", "--match", "v*")
    return None if tag is None else _git("show", f"{tag.strip()}:{path.removeprefix(f'{ROOT}/')}")


def _git(*arguments: str) -> str | None:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode == 0 else None
