"""A plugin under the suite."""

from dataclasses import dataclass

from core.plugin.manifest import Manifest
from core.plugin.trial import Fill, Trial


class NoTrial(Exception):
    """The plugin does not say how it is tried out."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A plugin under the contract. `read` is a query of its own field, for the agent."""

    manifest: Manifest
    fill: Fill
    read: str

    @classmethod
    def of(cls, manifest: Manifest) -> "Subject":
        """The plugin with the trial its manifest names. Raises `NoTrial`."""
        trial = manifest.load(manifest.trial)
        if not isinstance(trial, Trial):
            raise NoTrial(
                f'{manifest.id}: its manifest names no trial: trial="trial:TRIAL", a '
                "core.plugin.trial.Trial that says how an estate is filled with its rows"
            )
        return cls(manifest, trial.fill, trial.read)


__all__ = ["NoTrial", "Subject"]
