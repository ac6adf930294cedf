"""The `guanjia` command."""

import os
import sys
import traceback
from typing import NoReturn

import psycopg

from api.cli.output import complain
from core.config import get_settings
from core.errors import GuanjiaError
from core.messages import message
from core.operating import DATABASE, FAILURE, OperatorCode, OperatorError

INTERRUPTED = 130


def locale() -> str:
    """The language of complaints, by the terminal's: Chinese where it is set so, else English."""
    said = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh-CN" if (next(filter(None, said), "")).startswith("zh") else "en"


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
        complain(error.code, where + message(error, locale()))
        sys.exit(FAILURE)
    except psycopg.OperationalError as error:
        complain("DATABASE_UNREACHABLE", f"the database went away: {str(error).strip()}")
        sys.exit(DATABASE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except OSError as error:
        if error.filename is None:
            _tell_mistake(error)
        complain(OperatorCode.FILE_UNUSABLE, f"{error.filename}: {error.strerror}.")
        sys.exit(FAILURE)
    except Exception as error:
        _tell_mistake(error)


def _tell_mistake(error: Exception) -> NoReturn:
    """An error of the program's own, told without what was being worked on."""
    if get_settings().log_level == "debug":
        raise error
    last = traceback.extract_tb(error.__traceback__)[-1]
    complain(
        "INTERNAL",
        f"{type(error).__qualname__} at {last.filename}:{last.lineno}; this is a mistake in "
        "the program.",
        "GUANJIA_LOG_LEVEL=debug shows all of it (what was being worked on included).",
    )
    sys.exit(FAILURE)


__all__ = ["main"]
