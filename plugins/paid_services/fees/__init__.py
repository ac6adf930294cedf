"""Recurring fees: billed by rule and period, followed up by the butler, measured (S-L5)."""
