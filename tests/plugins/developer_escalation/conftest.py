"""Stories of an estate with a developer."""

from tests.standard.conftest import story, time

__all__ = ["story", "time"]
