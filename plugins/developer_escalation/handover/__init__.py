"""Matters handed to the developer, from the hand-over to the joint verification."""
