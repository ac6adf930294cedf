"""What workers that are to be killed import, imported once by the process they are forked from."""

from api.cli.installation import catalogue
from tests.faults import storm

catalogue()

__all__ = ["storm"]
