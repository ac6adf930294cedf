"""The catalogue: what cannot be served together is refused when the application starts."""

from collections.abc import Callable
from contextlib import ExitStack
from importlib.metadata import EntryPoint, EntryPoints
from typing import Any

import pytest

from core.operating import OperatorCode
from core.plugin import catalogue as catalogue_module
from core.plugin.catalogue import GROUP, Catalogue, CatalogueError
from core.plugin.hooks import hook
from core.plugin.manifest import Manifest
from tests.plugin.made import plugin
from tests.plugins_for_tests.keys.manifest import MANIFEST as KEYS


def problems(*manifests: Manifest, **values: Any) -> tuple[str, ...]:
    with pytest.raises(CatalogueError) as refused:
        Catalogue(manifests, **values)
    assert refused.value.code is OperatorCode.CONFIGURATION
    return refused.value.problems


def test_two_plugins_of_one_id_are_refused_naming_both() -> None:
    with plugin("lamps") as one, plugin("lamps") as two:
        [problem] = problems(one, two)
        assert problem == f"lamps: the id is taken by {one.package} and by {two.package}"


def test_a_plugin_for_another_core_is_refused() -> None:
    with plugin("lamps", core=">=2") as lamps:
        assert problems(lamps) == ("lamps: works with core >=2, this is 0.1.0",)
        assert "lamps" in Catalogue([lamps], core_version="2.5")


def test_a_requirement_that_is_missing_or_of_the_wrong_version_is_refused() -> None:
    with plugin("lamps", requires={"wires": ">=1", "keys": ">=2"}) as lamps:
        assert problems(lamps, KEYS) == (
            "lamps: requires keys >=2, installed is 1.0.0",
            "lamps: requires wires, which is not installed",
        )


def test_plugins_that_require_each_other_are_refused() -> None:
    with plugin("hen", requires={"egg": ""}) as hen, plugin("egg", requires={"hen": ""}) as egg:
        assert problems(hen, egg) == ("egg, hen: require each other",)


def test_every_problem_is_told_at_once() -> None:
    with plugin("lamps", core=">=2", requires={"wires": ""}) as lamps:
        assert len(problems(lamps)) == 2


def test_plugins_come_after_what_they_require_however_they_were_found() -> None:
    with ExitStack() as stack:
        put = stack.enter_context
        all_ = [
            put(plugin("aa", requires={"zz": "", "mm": ""})),
            put(plugin("bb")),
            put(plugin("mm", requires={"zz": ""})),
            put(plugin("zz")),
        ]
        orders = [list(Catalogue(found).manifests) for found in (all_, all_[::-1])]
        assert orders == [["zz", "mm", "aa", "bb"]] * 2


@hook()
def ticket_reportin(actor: object) -> None:
    """A name that no hook has."""


@hook()
def ticket_deadlines(tickets: object) -> None:
    """An argument that the hook does not have."""


@hook()
def price_lines(uow: object) -> None:
    """Plain, and yet wants the database."""


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (ticket_reportin, "unknown hook 'ticket_reportin'"),
        (ticket_deadlines, "tickets"),
        (price_lines, "lamps: price_lines takes uow and so has to be async"),
    ],
)
def test_a_hook_that_could_never_be_called_is_refused(
    function: Callable[..., Any], says: str
) -> None:
    with plugin("lamps", function) as lamps:
        [problem] = problems(lamps)
        assert problem.startswith("lamps: ")
        assert says in problem


def test_a_part_that_cannot_be_loaded_is_refused_naming_it() -> None:
    with plugin("lamps", jobs="jobs:JOBS") as lamps:
        catalogue = Catalogue([lamps])
        with pytest.raises(CatalogueError, match="lamps: jobs:JOBS cannot be loaded"):
            _ = catalogue.jobs


def test_a_plan_is_made_once_for_a_set_and_is_the_same_in_any_order() -> None:
    with plugin("lamps") as lamps:
        catalogue = Catalogue([lamps, KEYS])
        assert catalogue.plan(["lamps", "keys"]) is catalogue.plan(["keys", "lamps"])
        assert catalogue.plan(["keys"]) != catalogue.plan(["keys", "lamps"])
        assert catalogue.plan(["keys", "gone"]).plugins == {"keys"}


def test_a_plugin_is_active_only_together_with_what_it_requires() -> None:
    with (
        plugin("lamps", requires={"keys": ""}) as lamps,
        plugin("lit", requires={"lamps": ""}) as lit,
    ):
        catalogue = Catalogue([lamps, lit, KEYS])
        assert catalogue.effective(["lit", "lamps"]) == frozenset()
        assert catalogue.effective(["lit", "keys"]) == {"keys"}
        assert catalogue.effective(["lit", "lamps", "keys"]) == {"lit", "lamps", "keys"}
        assert catalogue.with_required("lit") == {"lit", "lamps", "keys"}


def test_the_installed_plugins_are_found_by_their_entry_points(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def installed(*entries: tuple[str, str]) -> None:
        found = EntryPoints(EntryPoint(name, value, GROUP) for name, value in entries)
        monkeypatch.setattr(
            catalogue_module, "entry_points", lambda group: found.select(group=group)
        )

    keys = ("keys", "tests.plugins_for_tests.keys.manifest:MANIFEST")
    installed(keys, keys)  # an editable install beside another names the same twice
    assert list(Catalogue.discover().manifests) == ["keys"]
    installed(("other", keys[1]))
    with pytest.raises(CatalogueError, match=r"other \(.*\): is no manifest of that id"):
        Catalogue.discover()
    installed(("gone", "tests.plugins_for_tests.gone:MANIFEST"))
    with pytest.raises(CatalogueError, match=r"gone \(.*\): ModuleNotFoundError"):
        Catalogue.discover()
