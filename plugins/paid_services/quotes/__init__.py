"""Quotes: what a piece of work is to cost, agreed with the resident before it begins (S-E3)."""
