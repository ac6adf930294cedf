"""The committed schema is the schema, and changes to it do not break clients unannounced."""

import subprocess

import pytest
from graphql import build_schema
from graphql.utilities import find_breaking_changes

from api.schema.snapshots import snapshots
from tests.docs.walk import ROOT


def test_the_committed_schemas_are_what_is_served() -> None:
    stale = [path.name for path, text in snapshots() if path.read_text("utf-8") != text]
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


def _released(path: str) -> str | None:
    """The file as the latest release tag has it."""
    tag = _git("describe", "--tags", "--abbrev=0", "--match", "v*")
    return None if tag is None else _git("show", f"{tag.strip()}:{path.removeprefix(f'{ROOT}/')}")


def _git(*arguments: str) -> str | None:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode == 0 else None
