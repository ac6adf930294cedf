"""CSV: encodings checked to the last byte, lines numbered as an editor numbers them."""

import codecs
import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from core.importing.declared import FileFormat, Undecodable
from core.importing.errors import ImportCode, ImportRefused
from core.importing.source import Dialect, Row, is_blank, named, trimmed

BLOCK = 1 << 18
LIKELY = ("utf-8", "gb18030", "big5", "utf-16", "cp1252")
"""Encodings to name as possible where the declared one does not fit."""


class CsvSource:
    """A CSV file. A record may run over several lines; it is known by its first."""

    SUFFIXES = (".csv", ".tsv", ".txt")

    def __init__(self, path: Path, declared: FileFormat) -> None:
        """Raises FILE_UNREADABLE, ENCODING_WRONG, CSV_BROKEN and HEADER_MISSING."""
        self.path = path
        self.declared = declared
        self.dialect = Dialect(declared.encoding, declared.delimiter, declared.quote)
        self._check_encoding()
        records = self._records()
        self.header = named(path, next(records, Row(1, ())).cells)
        self.count = self.blank_lines = 0
        for record in records:
            if is_blank(record.cells):
                self.blank_lines += 1
            else:
                self.count += 1

    def rows(self) -> Iterator[Row]:
        """The rows after the header, blank ones left out."""
        records = self._records()
        next(records, None)
        for record in records:
            if not is_blank(record.cells):
                yield Row(record.line, trimmed(record.cells, len(self.header)))

    def _records(self) -> Iterator[Row]:
        """Every record from the header line on."""
        skipped = self.declared.header_line - 1
        with self._opened() as file:
            for _ in range(skipped):
                file.readline()
            reader = csv.reader(
                file,
                delimiter=self.declared.delimiter,
                quotechar=self.declared.quote,
                strict=True,
            )
            line = skipped + 1
            try:
                for cells in reader:
                    yield Row(line, tuple(cells))
                    line = skipped + reader.line_num + 1
            except csv.Error as error:
                raise ImportRefused(
                    ImportCode.CSV_BROKEN,
                    f"{self.path}: the record that begins on line {line} cannot be read: {error}.",
                    "A quote that is not closed, or stands inside a field without being doubled, "
                    "is the usual cause.",
                ) from error

    @contextmanager
    def _opened(self) -> Iterator[TextIO]:
        # a byte that cannot be decoded becomes half a surrogate pair: its row is rejected
        encoding = "utf-8-sig" if self.declared.encoding == "utf-8" else self.declared.encoding
        with self.path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
            yield file

    def _check_encoding(self) -> None:
        declared = self.declared.encoding
        try:
            undecodable = _undecodable(self.path, declared)
            if undecodable is None:
                self._check_not_utf8()
                return
            if self.declared.undecodable is Undecodable.REJECT:
                return
            others = [name for name in LIKELY if _undecodable(self.path, name) is None]
        except OSError as error:
            raise ImportRefused(
                ImportCode.FILE_UNREADABLE, f"{self.path}: {error.strerror}."
            ) from error
        line, byte = undecodable
        raise ImportRefused(
            ImportCode.ENCODING_WRONG,
            f"{self.path} is not {declared}: line {line} has the byte 0x{byte:02x}.",
            f"It can be read as: {', '.join(others) or 'none of the usual encodings'}. Declare "
            "[file] encoding,\nor, if only some rows are damaged, [file] undecodable = "
            '"reject".',
        )

    def _check_not_utf8(self) -> None:
        """Nearly every other encoding takes UTF-8 for something: nonsense, but without error."""
        if self.declared.encoding in ("utf-8", "ascii") or _undecodable(self.path, "utf-8"):
            return
        if _undecodable(self.path, "ascii") is not None:
            raise ImportRefused(
                ImportCode.ENCODING_WRONG,
                f"{self.path} is UTF-8, and the mapping says {self.declared.encoding}.",
                'Declare [file] encoding = "utf-8".',
            )


def _undecodable(path: Path, encoding: str) -> tuple[int, int] | None:
    """The first byte that is not of the encoding, with its line; None where there is none."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            try:
                line += decoder.decode(block, final=not block).count("\n")
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                return line, error.object[error.start]
            except UnicodeError:  # UTF-16 without its mark
                return line, block[0]
            if not block:
                return None


__all__ = ["CsvSource"]
