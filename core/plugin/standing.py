"""Where a plugin stands at an estate at an instant."""

from enum import StrEnum


class Standing(StrEnum):
    """A contract decides what begins; what has begun is brought to its end all the same.

    So a plugin's jobs and addresses may be declared `winding_down`: they are open where the plugin
    is off but was on once, for what it owes or is owed from then.
    """

    ON = "ON"
    ENDED = "ENDED"
    OFF = "OFF"

    def lets(self, *, winding_down: bool) -> bool:
        """Whether what is declared so is open."""
        return self is Standing.ON or (winding_down and self is Standing.ENDED)


__all__ = ["Standing"]
