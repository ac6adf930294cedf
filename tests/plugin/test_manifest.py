"""Manifests: right when they are written, or refused with what is wrong."""

from typing import Any

import pytest

from core.actor import Role
from core.errors import Code, Invalid
from core.plugin.manifest import Manifest, Permission
from tests.plugins_for_tests.keys.manifest import MANIFEST


def manifest(**values: Any) -> Manifest:
    given = {
        "id": "lamps",
        "title": "灯",
        "title_en": "Lamps",
        "version": "1.0",
        "package": "lamps",
    }
    return Manifest(**{**given, **values})


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"id": "Lamps"}, "plugin id 'Lamps'"),
        ({"id": "x"}, "plugin id 'x'"),
        ({"id": "a;drop"}, "plugin id"),
        ({"core": "about 1"}, "core 'about 1' is no range"),
        ({"requires": {"keys": "newest"}}, "keys 'newest' is no range"),
        ({"version": "first"}, "'first' is no version"),
        ({"models": "models:Base"}, "belong together"),
        (
            {"permissions": (Permission("x.light", "开灯", "Light", frozenset({Role.BUTLER})),)},
            'x.light must begin "lamps."',
        ),
    ],
)
def test_what_is_written_wrongly_is_refused(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        manifest(**wrong)


def test_a_manifest_is_read_without_importing_the_rest_of_its_plugin() -> None:
    import subprocess
    import sys

    code = (
        "import sys; import tests.plugins_for_tests.keys.manifest as m; m.MANIFEST.lineage;"
        "mine = sorted(n for n in sys.modules if n.startswith(m.MANIFEST.package + '.'));"
        "heavy = [n for n in ('strawberry', 'graphql', 'starlette') if n in sys.modules];"
        "sys.stdout.write(' '.join(mine + heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout == "tests.plugins_for_tests.keys.manifest"


def test_a_configuration_is_checked_against_its_model() -> None:
    assert MANIFEST.configure({"lent_hours": 8}).model_dump() == {"lent_hours": 8}
    assert MANIFEST.configure({}).model_dump() == {"lent_hours": 24}
    for wrong, field in (({"lent_hours": 0}, "lent_hours"), ({"colour": "red"}, "colour")):
        with pytest.raises(Invalid) as refused:
            MANIFEST.configure(wrong)
        assert refused.value.code is Code.INVALID
        assert refused.value.field == f"configuration.{field}"


def test_a_configuration_has_a_json_schema() -> None:
    schema = MANIFEST.configuration_schema()
    assert schema["properties"]["lent_hours"]["minimum"] == 1
    assert schema["additionalProperties"] is False


def test_a_plugin_has_a_schema_and_a_lineage_of_its_own() -> None:
    assert MANIFEST.schema == "plugin_keys"
    assert MANIFEST.lineage is not None
    assert MANIFEST.lineage.head == "0001"
    assert manifest().lineage is None
