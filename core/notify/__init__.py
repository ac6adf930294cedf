"""Telling people: messages, their templates, and the channels that carry them."""
