"""What every plugin promises, proved for each of `subjects` (`api.plugin_suite.promises`)."""

from api.plugin_suite.promises import *  # noqa: F403
