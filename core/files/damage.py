"""A file that is not what its first bytes say."""


class Damaged(ValueError):
    """It cannot be read to its end, so nobody knows what it still tells."""


__all__ = ["Damaged"]
