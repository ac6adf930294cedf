"""Stories, as the service standard's tests tell them."""

from tests.standard.conftest import story, time

__all__ = ["story", "time"]
