"""The plugins the contract suite runs over: one made for the tests, and those installed.

An installed plugin joins by itself as soon as its manifest names a trial. `fill` leaves rows in
every table of the plugin and a timer of each of its kinds, due a day later, in the scope of the
system at that estate.
"""

from api.cli.installation import catalogue
from api.plugin_suite.subject import Subject
from tests.plugins_for_tests.keys import manifest as keys

SUBJECTS = tuple(
    Subject.of(manifest)
    for manifest in (keys.MANIFEST, *catalogue().manifests.values())
    if manifest.trial is not None
)

__all__ = ["SUBJECTS", "Subject"]
