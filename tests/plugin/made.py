"""Plugins made on the spot: a module with the hooks given, and a manifest that names it."""

import itertools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from core.plugin.manifest import Manifest

_numbers = itertools.count(1)


@contextmanager
def plugin(
    id_: str, *hooks: Callable[..., Any], requires: dict[str, str] | None = None, **values: Any
) -> Iterator[Manifest]:
    """The manifest of a plugin whose hooks are these functions."""
    package = f"made_{next(_numbers)}"
    module = ModuleType(f"{package}.hooks")
    for function in hooks:
        setattr(module, function.__name__, function)
    sys.modules[package] = ModuleType(package)
    sys.modules[module.__name__] = module
    try:
        yield Manifest(
            id=id_,
            title=id_,
            title_en=id_,
            package=package,
            hooks="hooks",
            requires=requires or {},
            **{"version": "1.0", **values},
        )
    finally:
        del sys.modules[package], sys.modules[module.__name__]
