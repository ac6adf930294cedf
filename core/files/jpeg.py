"""JPEG without what tells where it was taken. Positions stay, so orientation and date are kept."""

import struct
from collections.abc import Iterator

from core.files.damage import Damaged

EXIF = b"Exif\0\0"
XMP = b"http://ns.adobe.com/"
APP1, APP13, SOS, EOI = 0xE1, 0xED, 0xDA, 0xD9
GPS = 0x8825
NO_TAG = 0
ENTRY = 12
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length; among the picture's data also 0, a byte 0xFF that is no marker."""


def cleaned(content: bytes) -> bytes:
    """GPS data, XMP and IPTC blanked; nothing behind the picture's end: previews and short films
    that cameras put there have places of their own. Raises `Damaged`."""
    made = bytearray(content)
    end = len(made)
    for marker, start, stop in _segments(made):
        told = bytes(made[start : min(start + len(XMP), stop)])
        if marker == APP1 and told.startswith(EXIF):
            _blank_gps(made, start + len(EXIF), stop)
        elif marker == APP13 or (marker == APP1 and told == XMP):
            made[start:stop] = bytes(stop - start)
        elif marker == EOI:
            end = start
    return bytes(made[:end])


def _segments(made: bytearray) -> Iterator[tuple[int, int, int]]:
    """Each marker with where its content begins and ends, up to the end of the picture."""
    at = 2
    while at + 2 <= len(made):
        if made[at] != 0xFF:
            raise Damaged
        marker = made[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == EOI or marker in ALONE:
            yield marker, at + 2, at + 2
            if marker == EOI:
                return
            at += 2
            continue
        if at + 4 > len(made):
            raise Damaged
        (length,) = struct.unpack_from(">H", made, at + 2)
        stop = at + 2 + length
        if length < 2 or stop > len(made):
            raise Damaged
        yield marker, at + 4, stop
        at = _after_scan(made, stop) if marker == SOS else stop


def _after_scan(made: bytearray, at: int) -> int:
    """Where the next marker after a scan's data stands; the end, where the picture breaks off."""
    while (at := made.find(0xFF, at)) != -1 and at + 1 < len(made):
        if made[at + 1] == 0 or made[at + 1] in ALONE:
            at += 2
        elif made[at + 1] == 0xFF:
            at += 1
        else:
            return at
    return len(made)


def _blank_gps(made: bytearray, begin: int, end: int) -> None:
    """Blank the directory of GPS data in a TIFF block, with what it points to, and its entry."""
    order = {b"II": "<", b"MM": ">"}.get(bytes(made[begin : begin + 2]))
    if order is None or end - begin < 8:
        made[begin:end] = bytes(end - begin)
        return
    (first,) = struct.unpack_from(f"{order}I", made, begin + 4)
    for entry in _entries(made, begin, begin + first, end, order):
        tag, _, _, value = struct.unpack_from(f"{order}HHII", made, entry)
        if tag == GPS:
            for each in _entries(made, begin, begin + value, end, order):
                _blank_value(made, begin, each, end, order)
                made[each : each + ENTRY] = bytes(ENTRY)
            struct.pack_into(f"{order}HHII", made, entry, NO_TAG, 1, 0, 0)


def _entries(made: bytearray, begin: int, at: int, end: int, order: str) -> list[int]:
    if not begin <= at <= end - 2:
        return []
    (count,) = struct.unpack_from(f"{order}H", made, at)
    found = (at + 2 + ENTRY * index for index in range(count))
    return [each for each in found if each + ENTRY <= end]


SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
"""Bytes of a value, by its type in TIFF."""


def _blank_value(made: bytearray, begin: int, entry: int, end: int, order: str) -> None:
    _, kind, count, value = struct.unpack_from(f"{order}HHII", made, entry)
    size = SIZES.get(kind, 0) * count
    if size > 4 and begin + value + size <= end:
        made[begin + value : begin + value + size] = bytes(size)


__all__ = ["cleaned"]
