"""Small files of each kind, with a place told wherever the kind has room for one."""

import struct
import zlib

PLACE = b"31.2304N121.4737E"
"""What nobody is to find again."""

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG file."""
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def png(*more: bytes) -> bytes:
    """One grey point, and other chunks."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return SIGNATURE + header + b"".join(more) + data + chunk(b"IEND", b"")


def located_png() -> bytes:
    """A PNG file that tells its place in every way."""
    told = (
        chunk(b"eXIf", PLACE),
        chunk(b"tEXt", b"Location\0" + PLACE),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + PLACE),
    )
    return png(*told) + PLACE


def riff(kind: bytes, content: bytes) -> bytes:
    """A chunk of a WebP file."""
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def located_webp() -> bytes:
    """A WebP file with EXIF and XMP, and a header that says so."""
    header = riff(b"VP8X", bytes([0x2C, 0, 0, 0]) + b"\0" * 6)
    parts = header + riff(b"VP8L", b"\x2f" + b"\0" * 5) + riff(b"EXIF", PLACE)
    body = b"WEBP" + parts + riff(b"XMP ", b"<x>" + PLACE)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def box(kind: bytes, *content: bytes) -> bytes:
    """A box of an ISO media file."""
    body = b"".join(content)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def located_heic() -> bytes:
    """A HEIC file: a picture (item 1), EXIF beside it (2), and XMP in the index itself (3)."""
    picture, exif, xmp = b"picture-data", b"\0\0\0\0II*\0" + PLACE, b"<x>" + PLACE
    kinds = ((1, b"hvc1"), (2, b"Exif"), (3, b"mime"))
    entries = [
        box(b"infe", b"\2\0\0\0", struct.pack(">HH4s", key, 0, kind), b"\0") for key, kind in kinds
    ]
    info = box(b"iinf", b"\0\0\0\0", struct.pack(">H", len(entries)), *entries)
    first = box(b"ftyp", b"heic\0\0\0\0mif1heic")

    def index(data: int) -> bytes:
        places = struct.pack(">BBH", 0x44, 0x00, 3)
        places += struct.pack(">HHHHII", 1, 0, 0, 1, data, len(picture))
        places += struct.pack(">HHHHII", 2, 0, 0, 1, data + len(picture), len(exif))
        places += struct.pack(">HHHHII", 3, 1, 0, 1, 0, len(xmp))
        located = box(b"iloc", b"\1\0\0\0", places)
        handler = box(b"hdlr", b"\0" * 8 + b"pict" + b"\0" * 13)
        return box(b"meta", b"\0\0\0\0", handler, info, located, box(b"idat", xmp))

    data = len(first) + len(index(0)) + 8
    return first + index(data) + box(b"mdat", picture, exif)


def located_sound() -> bytes:
    """An M4A file whose title is where it was recorded."""
    track = box(b"trak", box(b"tkhd", b"\0" * 84), box(b"udta", box(b"name", PLACE)))
    told = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0) + PLACE))
    first = box(b"ftyp", b"M4A \0\0\0\0M4A mp42")
    return first + box(b"moov", track, told) + box(b"mdat", b"sound-data")


def located_jpeg() -> bytes:
    """A JPEG file with GPS data in its EXIF, XMP, IPTC, and a second picture behind its end."""
    gps = struct.pack("<H", 1) + struct.pack("<HHII", 2, 2, len(PLACE), 100) + b"\0" * 4
    first = struct.pack("<H", 2)
    first += struct.pack("<HHII", 0x0112, 3, 1, 6)  # orientation
    first += struct.pack("<HHII", 0x8825, 4, 1, 8 + 2 + 24 + 4)
    tiff = (b"II*\0" + struct.pack("<I", 8) + first + b"\0" * 4 + gps).ljust(100, b"\0") + PLACE
    parts = (
        (0xE1, b"Exif\0\0" + tiff),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE),
        (0xED, b"Photoshop 3.0\0" + PLACE),
    )
    segments = b"".join(
        bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body for marker, body in parts
    )
    scan = b"\xff\xda\0\2ABC\xff\0\xff\xd0DEF"
    return b"\xff\xd8" + segments + scan + b"\xff\xd9" + b"\xff\xd8" + PLACE


__all__ = [
    "PLACE",
    "box",
    "chunk",
    "located_heic",
    "located_jpeg",
    "located_png",
    "located_sound",
    "located_webp",
    "png",
]
