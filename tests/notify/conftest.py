"""The application over a database of its own (workers take whatever is due), at nine o'clock."""

from tests.standard.conftest import story, time

__all__ = ["story", "time"]
