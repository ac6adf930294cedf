"""An outside OIDC issuer: a real HTTP server on the loopback that publishes its keys."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from core import clock

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
AUDIENCE = "guanjia-clients"


class Issuer:
    """Signs tokens with the newest of its keys; what it publishes can be changed at any time."""

    def __init__(self, port: int) -> None:
        self.name = f"http://127.0.0.1:{port}"
        self.jwks_url = f"{self.name}/jwks"
        self.keys: dict[str, Key] = {}
        self.extra: list[dict[str, Any]] = []
        self.answer: bytes | None = None
        self.status = 200
        self.asked = 0
        self.rotate()

    def rotate(self, key: Key | None = None) -> str:
        """Replace all published keys by a new one; returns its id."""
        key_id = f"key-{self.asked}-{id(object())}-{len(self.keys)}"
        self.keys = {key_id: key or rsa.generate_private_key(public_exponent=65537, key_size=2048)}
        return key_id

    @property
    def key_id(self) -> str:
        """The key it signs with."""
        return next(reversed(self.keys))

    def published(self) -> bytes:
        """The key set, as served."""
        if self.answer is not None:
            return self.answer
        return json.dumps({"keys": [*self.extra, *map(self._public, self.keys)]}).encode()

    def token(
        self, subject: str, *, algorithm: str = "RS256", headers: Any = None, **claims: Any
    ) -> str:
        """A token for a subject; claims given as None are left out."""
        now = clock.now().timestamp()
        said = {"iss": self.name, "aud": AUDIENCE, "sub": subject, "exp": now + 600, **claims}
        said = {name: value for name, value in said.items() if value is not None}
        names = {"kid": self.key_id} if headers is None else headers
        return jwt.encode(said, self.keys[self.key_id], algorithm, names)

    def _public(self, key_id: str) -> dict[str, Any]:
        key = self.keys[key_id]
        if isinstance(key, rsa.RSAPrivateKey):
            published = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        else:
            published = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
        return {**published, "kid": key_id, "use": "sig"}


@contextmanager
def issuing() -> Iterator[Issuer]:
    """An issuer for the length of a block."""

    class Handler(BaseHTTPRequestHandler):
        issuer: ClassVar[Issuer]

        def do_GET(self) -> None:
            self.issuer.asked += 1
            self.send_response(self.issuer.status)
            self.end_headers()
            self.wfile.write(self.issuer.published())

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.issuer = Issuer(server.server_port)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    try:
        yield Handler.issuer
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
