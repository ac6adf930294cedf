"""The `guanjia` command."""

import sys
import traceback

import psycopg

from api.cli.output import complain
from core.config import get_settings
from core.errors import GuanjiaError
from core.messages import message
from core.operating import DATABASE, FAILURE, OperatorError

INTERRUPTED = 130
LOCALE = "en"


def main() -> None:
    """Runs the command line; leaves with 0 done, 1 failed, 2 asked wrongly, 3 no database."""
    from api.cli.root import app

    try:
        app()
    except OperatorError as error:
        complain(error.code, error.message, error.remedy)
        sys.exit(error.exit_code)
    except GuanjiaError as error:
        where = f"{error.field}: " if error.field else ""
        complain(error.code, where + message(error, LOCALE))
        sys.exit(FAILURE)
    except psycopg.OperationalError as error:
        complain("DATABASE_UNREACHABLE", f"the database went away: {str(error).strip()}")
        sys.exit(DATABASE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        if get_settings().log_level == "debug":
            raise
        last = traceback.extract_tb(error.__traceback__)[-1]
        complain(
            "INTERNAL",
            f"{type(error).__qualname__} at {last.filename}:{last.lineno}; this is a mistake in "
            "the program.",
            "GUANJIA_LOG_LEVEL=debug shows all of it (what was being worked on included).",
        )
        sys.exit(FAILURE)


__all__ = ["main"]
