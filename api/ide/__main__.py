"""`python -m api.ide`: fetches the IDE's assets."""

import sys

from api.ide.assets import Unavailable, complete, fetch


def main() -> None:
    """Fetches what is missing; leaves with 0 either way, since the service does without."""
    if complete():
        return
    try:
        fetch()
    except Unavailable as reason:
        line = f"The in-browser IDE is left out: {reason}. `make ide` tries again.\n"
    else:
        line = "The in-browser IDE's scripts were fetched.\n"
    sys.stderr.write(line)


if __name__ == "__main__":
    main()
