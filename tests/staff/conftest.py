"""The staff's own stories: one database and one estate a test, at nine in the morning."""

from tests.standard.conftest import story, time

__all__ = ["story", "time"]
