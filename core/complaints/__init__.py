"""Complaints worked through, stage by stage (S-D5)."""
