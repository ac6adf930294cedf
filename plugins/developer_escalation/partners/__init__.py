"""Developers as companies, and their people."""
