"""What can stand in the way of a file, with the texts people read."""

from enum import StrEnum


class FileCode(StrEnum):
    """Refusals of the files area."""

    FILE_TYPE_REFUSED = "FILE_TYPE_REFUSED"
    FILE_TOO_LARGE = "FILE_TOO_LARGE"
    FILE_INCOMPLETE = "FILE_INCOMPLETE"
    FILE_STORED_ALREADY = "FILE_STORED_ALREADY"
    FILES_TOO_MANY = "FILES_TOO_MANY"
    FILE_DAMAGED = "FILE_DAMAGED"
    FILE_STORE_UNAVAILABLE = "FILE_STORE_UNAVAILABLE"


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
    FileCode.FILE_DAMAGED: (
        "文件已损坏，无法读取，请重新拍摄或导出后上传。",
        "The file is damaged: take or save it again, and send that.",
    ),
    FileCode.FILE_STORE_UNAVAILABLE: (
        "文件服务暂时不可用，请稍后再试。",
        "Files cannot be kept or fetched just now: try again later.",
    ),
    FileCode.FILES_TOO_MANY: ("附件过多，最多 {most} 个。", "Too many files: at most {most}."),
}
"""Message texts by code: zh-CN, en."""

__all__ = ["TEXTS", "FileCode"]
