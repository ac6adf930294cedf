"""What an operation costs: the rows it may read, known before the database is asked.

A list multiplies what stands below it by how many rows it may have, so the cost is a small tree
whose lists may take their size from a variable. It is summed for each request, in Python.
"""

from dataclasses import dataclass, field

from api.graph.binds import Getter, Values


@dataclass(slots=True)
class Cost:
    """A node of the tree: `rows` of this kind, each with everything below it."""

    rows: Getter | int = 1
    below: list["Cost"] = field(default_factory=list)

    def add(self, rows: Getter | int) -> "Cost":
        """A part of this node."""
        part = Cost(rows)
        self.below.append(part)
        return part

    def of(self, values: Values) -> int:
        """The rows this request may read."""
        rows = self.rows if isinstance(self.rows, int) else self.rows(values)
        return rows * (1 + sum(part.of(values) for part in self.below))

    def settled(self) -> bool:
        """Whether the cost is the same for every request."""
        return isinstance(self.rows, int) and all(part.settled() for part in self.below)


__all__ = ["Cost"]
