"""Refusals of requests that are not what HTTP or GraphQL over HTTP asks for."""

from collections.abc import Mapping
from enum import StrEnum

from core import messages
from core.errors import Code
from core.files.errors import FileCode


class HttpCode(StrEnum):
    """What can be wrong with a request before it says anything."""

    BODY_TOO_LARGE = "BODY_TOO_LARGE"
    NOT_JSON = "NOT_JSON"
    NOT_GRAPHQL = "NOT_GRAPHQL"
    WRONG_METHOD = "WRONG_METHOD"
    WRONG_MEDIA_TYPE = "WRONG_MEDIA_TYPE"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS"


TEXTS: Mapping[StrEnum, tuple[str, str]] = {
    HttpCode.BODY_TOO_LARGE: (
        "请求体过大，最多 {limit} 字节。",
        "The body has more than {limit} bytes.",
    ),
    HttpCode.NOT_JSON: ("请求体不是 JSON。", "The body is not JSON."),
    HttpCode.NOT_GRAPHQL: (
        "不是有效的 GraphQL 请求：{reason}。",
        "This is no GraphQL request: {reason}.",
    ),
    HttpCode.WRONG_METHOD: ("请使用 {allow}。", "Use {allow}."),
    HttpCode.WRONG_MEDIA_TYPE: ("请发送 {send}。", "Send {send}."),
    HttpCode.TOO_MANY_REQUESTS: (
        "操作过于频繁，请 {seconds} 秒后再试。",
        "Too many requests: try again in {seconds} seconds.",
    ),
    HttpCode.NOT_ACCEPTABLE: ("只能以 {offer} 作答。", "Answers come as {offer}."),
}

STATUS: Mapping[StrEnum, int] = {
    HttpCode.BODY_TOO_LARGE: 413,
    HttpCode.NOT_JSON: 400,
    HttpCode.NOT_GRAPHQL: 400,
    HttpCode.WRONG_METHOD: 405,
    HttpCode.WRONG_MEDIA_TYPE: 415,
    HttpCode.NOT_ACCEPTABLE: 406,
    HttpCode.TOO_MANY_REQUESTS: 429,
    Code.UNAUTHENTICATED: 401,
    Code.NOT_FOUND: 404,
    Code.PLUGIN_NOT_ENABLED: 404,
    Code.UNAVAILABLE: 503,
    FileCode.FILE_STORE_UNAVAILABLE: 503,
    Code.INTERNAL: 500,
}
"""The HTTP status of a code; 400 for all others."""

messages.learn(TEXTS)

__all__ = ["STATUS", "HttpCode"]
