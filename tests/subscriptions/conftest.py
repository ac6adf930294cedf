"""A story, and WebSocket clients of it."""

from tests.standard.conftest import story, time

__all__ = ["story", "time"]
