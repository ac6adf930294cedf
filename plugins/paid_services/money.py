"""Fen, as people read them."""


def yuan(fen: int) -> str:
    """An amount in yuan with two decimals: 8050 is 80.50."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def fen(written: str) -> int:
    """The fen in an amount written in yuan. Raises ValueError."""
    whole, _, part = written.strip().partition(".")
    sign = -1 if whole.startswith("-") else 1
    digits = whole.lstrip("-")
    if not digits.isdigit() or (part and not part.isdigit()) or len(part) > 2:
        raise ValueError("no amount in yuan")
    return sign * (int(digits) * 100 + int(part.ljust(2, "0") or 0))


__all__ = ["fen", "yuan"]
