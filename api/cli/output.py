"""What the commands write: results to standard output, progress and complaints to the other."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

out = Console(markup=False, highlight=False, soft_wrap=True)
err = Console(stderr=True, markup=False, highlight=False, soft_wrap=True)


def complain(code: str, message: str, remedy: str = "") -> None:
    """An error for the one who typed the command: its code, what was wrong, what to do."""
    line = Text()
    line.append(f"{code}: ", style="bold red")
    line.append(message)
    err.print(line)
    if remedy:
        err.print(Text(remedy))


def columns(rows: Iterable[Sequence[str]], gap: int = 2) -> Iterator[str]:
    """Rows as lines in columns, nothing cut off; a Chinese character is two wide."""
    rows = list(rows)
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = zip(row, widths, strict=True)
        yield "".join(cell + " " * (width - cell_len(cell) + gap) for cell, width in cells).rstrip()


@contextmanager
def progress() -> Iterator[Progress]:
    """A progress bar for long work; on a stream that is no terminal it says nothing."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    ) as bar:
        yield bar


__all__ = ["columns", "complain", "err", "out", "progress"]
