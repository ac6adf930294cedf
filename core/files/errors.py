"""What can stand in the way of a file, with the texts people read."""

from enum import StrEnum


class FileCode(StrEnum):
    """Refusals of the files area."""

    FILE_TYPE_REFUSED = "FILE_TYPE_REFUSED"
    FILE_TOO_LARGE = "FILE_TOO_LARGE"
    FILE_INCOMPLETE = "FILE_INCOMPLETE"
    FILE_STORED_ALREADY = "FILE_STORED_ALREADY"
    FILES_TOO_MANY = "FILES_TOO_MANY"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    FileCode.FILE_TYPE_REFUSED: (
        "不支持此类文件，可上传：{accepted}。",
        "Files of this kind are not taken: {accepted} are.",
    ),
    FileCode.FILE_TOO_LARGE: (
        "文件过大，此类文件最大 {most} 字节。",
        "The file is too large: at most {most} bytes for its kind.",
    ),
    FileCode.FILE_INCOMPLETE: (
        "文件大小与登记的 {size} 字节不符，请重新上传。",
        "The file is not the {size} bytes announced: send it again.",
    ),
    FileCode.FILE_STORED_ALREADY: (
        "该文件已上传，不能覆盖。",
        "The file has come already and cannot be replaced.",
    ),
    FileCode.FILES_TOO_MANY: ("附件过多，最多 {most} 个。", "Too many files: at most {most}."),
}
"""Message texts by code: zh-CN, en."""

__all__ = ["TEXTS", "FileCode"]
