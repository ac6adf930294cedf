"""Costs that a developer has agreed to, as bills to it."""
