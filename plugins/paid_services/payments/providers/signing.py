"""RSA signatures with SHA-256 (PKCS #1 v1.5), as WeChat Pay and Alipay both use them."""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import load_pem_x509_certificate

from plugins.paid_services.payments.providers.base import NotGenuine


def private_key(pem: str) -> rsa.RSAPrivateKey:
    """A merchant's private key. Raises ValueError."""
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("no RSA key")
    return key


def public_key(pem: str) -> rsa.RSAPublicKey:
    """A provider's public key, bare or in a certificate. Raises ValueError."""
    raw = pem.encode()
    key = (
        load_pem_x509_certificate(raw).public_key()
        if b"BEGIN CERTIFICATE" in raw
        else serialization.load_pem_public_key(raw)
    )
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("no RSA key")
    return key


def sign(key: rsa.RSAPrivateKey, message: bytes) -> str:
    """The signature in base64."""
    return base64.b64encode(key.sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()


def verify(key: rsa.RSAPublicKey, message: bytes, signature: str) -> None:
    """Raises `NotGenuine` for a signature that is not the key's over the message."""
    try:
        raw = base64.b64decode(signature, validate=True)
        key.verify(raw, message, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise NotGenuine("signature") from error


__all__ = ["private_key", "public_key", "sign", "verify"]
