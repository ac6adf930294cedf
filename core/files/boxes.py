"""HEIC and M4A without what tells where they were made: files of boxes (ISO base media).

Everything stays at its place: what is taken out is blanked, and boxes of it are called `free`.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from core.files.damage import Damaged

TOLD = frozenset((b"udta", b"meta", b"uuid"))
"""Boxes of films and sound that tell about them: titles, places, times."""

INSIDE = frozenset((b"moov", b"trak", b"mdia"))

ITEMS = frozenset((b"Exif", b"mime", b"uri "))
"""Items of a picture that are none: EXIF, XMP, and addresses."""

IN_FILE, IN_BOX = 0, 1


@dataclass(frozen=True, slots=True)
class Box:
    """A box: from where to where it goes, and where its content begins."""

    kind: bytes
    start: int
    body: int
    end: int


def cleaned_sound(content: bytes) -> bytes:
    """Without titles and places. Raises `Damaged`."""
    made = bytearray(content)
    _free(made, 0, len(made), top=True)
    return bytes(made)


def cleaned_heic(content: bytes) -> bytes:
    """Without EXIF and XMP. A picture's orientation is a property of its own. Raises `Damaged`."""
    made = bytearray(content)
    try:
        for box in boxes(made, 0, len(made)):
            if box.kind == b"meta":
                _blank_items(made, box)
        _free(made, 0, len(made), top=True)
    except struct.error:
        raise Damaged from None
    return bytes(made)


def boxes(made: bytearray, at: int, end: int) -> Iterator[Box]:
    """The boxes between two places."""
    while at < end:
        if at + 8 > end:
            raise Damaged
        size, kind = struct.unpack_from(">I4s", made, at)
        body = at + 8
        if size == 1:
            if at + 16 > end:
                raise Damaged
            (size,) = struct.unpack_from(">Q", made, at + 8)
            body = at + 16
        stop = end if size == 0 else at + size
        if stop < body or stop > end:
            raise Damaged
        yield Box(kind, at, body, stop)
        at = stop


def _free(made: bytearray, at: int, end: int, *, top: bool = False) -> None:
    """Blank the boxes that tell. At the top `meta` is a picture's index, and stays."""
    for box in boxes(made, at, end):
        if box.kind in TOLD and not (top and box.kind == b"meta"):
            made[box.start + 4 : box.start + 8] = b"free"
            made[box.body : box.end] = bytes(box.end - box.body)
        elif box.kind in INSIDE:
            _free(made, box.body, box.end)


def _blank_items(made: bytearray, meta: Box) -> None:
    inner = {box.kind: box for box in boxes(made, meta.body + 4, meta.end)}
    info, places = inner.get(b"iinf"), inner.get(b"iloc")
    if info is None:
        return
    told = {key for key, kind in _items(made, info) if kind in ITEMS}
    if told and places is None:
        raise Damaged
    if not told or places is None:
        return
    data = inner.get(b"idat")
    for key, method, offset, length in _extents(made, places):
        if key not in told:
            continue
        if method == IN_BOX and data is not None:
            offset += data.body
        elif method != IN_FILE:
            raise Damaged
        stop = offset + length if length else len(made)
        if stop > len(made):
            raise Damaged
        made[offset:stop] = bytes(stop - offset)


def _items(made: bytearray, info: Box) -> Iterator[tuple[int, bytes]]:
    """Each item's number and kind."""
    first = info.body + (6 if made[info.body] == 0 else 8)
    for box in boxes(made, first, info.end):
        version = made[box.body]
        if box.kind != b"infe" or version < 2:
            continue
        shape = ">H2x4s" if version == 2 else ">I2x4s"
        key, kind = struct.unpack_from(shape, made, box.body + 4)
        yield key, kind


def _extents(made: bytearray, places: Box) -> Iterator[tuple[int, int, int, int]]:
    """Where the items' parts stand: the item, in what, from where, how many bytes."""
    version, at = made[places.body], places.body + 4
    sizes = made[at : at + 2]
    offset_size, length_size = sizes[0] >> 4, sizes[0] & 15
    base_size, index_size = sizes[1] >> 4, (sizes[1] & 15 if version else 0)
    at += 2

    def number(size: int) -> int:
        nonlocal at
        at += size
        if at > places.end:
            raise Damaged
        return int.from_bytes(made[at - size : at], "big")

    wide = 4 if version == 2 else 2
    for _ in range(number(wide)):
        key = number(wide)
        method = number(2) & 15 if version else IN_FILE
        number(2)
        base = number(base_size)
        for _ in range(number(2)):
            number(index_size)
            offset = number(offset_size)
            yield key, method, base + offset, number(length_size)


__all__ = ["boxes", "cleaned_heic", "cleaned_sound"]
