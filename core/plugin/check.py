"""What can be wrong with plugins taken together. Each problem is one line naming them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from packaging.specifiers import SpecifierSet

from core.plugin.manifest import Manifest
from core.plugin.plan import Implementation


def problems_of(manifests: Sequence[Manifest], core_version: str) -> list[str]:
    """Everything that is wrong, in a fixed order; empty where nothing is."""
    return [
        *_duplicates(manifests),
        *_wrong_core(manifests, core_version),
        *_missing(manifests),
        *_circular(manifests),
    ]


def in_order(manifests: Iterable[Manifest]) -> list[Manifest]:
    """Each after those it requires, otherwise by id, however they were found."""
    by_id = {manifest.id: manifest for manifest in sorted(manifests, key=lambda one: one.id)}
    done: dict[str, Manifest] = {}

    def put(manifest: Manifest) -> None:
        if manifest.id in done:
            return
        for required in sorted(manifest.requires):
            put(by_id[required])
        done[manifest.id] = manifest

    for manifest in by_id.values():
        put(manifest)
    return list(done.values())


def problems_of_implementations(found: Sequence[Implementation]) -> list[str]:
    """Implementations that could not be called."""
    return [
        f"{each.plugin}: {each.hook} takes uow and so has to be async"
        for each in found
        if "uow" in each.takes and not each.asynchronous
    ]


def _duplicates(manifests: Sequence[Manifest]) -> Iterator[str]:
    packages: dict[str, list[str]] = defaultdict(list)
    for manifest in manifests:
        packages[manifest.id].append(manifest.package)
    for plugin, found in sorted(packages.items()):
        if len(found) > 1:
            yield f"{plugin}: the id is taken by {' and by '.join(sorted(found))}"


def _wrong_core(manifests: Sequence[Manifest], core_version: str) -> Iterator[str]:
    for manifest in manifests:
        if not manifest.works_with(core_version):
            yield f"{manifest.id}: works with core {manifest.core}, this is {core_version}"


def _missing(manifests: Sequence[Manifest]) -> Iterator[str]:
    versions = {manifest.id: manifest.version for manifest in manifests}
    for manifest in manifests:
        for required, specifier in sorted(manifest.requires.items()):
            if required not in versions:
                yield f"{manifest.id}: requires {required}, which is not installed"
            elif not SpecifierSet(specifier).contains(versions[required], prereleases=True):
                yield (
                    f"{manifest.id}: requires {required} {specifier}, "
                    f"installed is {versions[required]}"
                )


def _circular(manifests: Sequence[Manifest]) -> Iterator[str]:
    graph = {manifest.id: sorted(manifest.requires) for manifest in manifests}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield f"{', '.join(sorted(set(error.args[1])))}: require each other"


__all__ = ["in_order", "problems_of", "problems_of_implementations"]
