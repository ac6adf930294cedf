"""Subscriptions: what changes, told over a WebSocket as it changes."""
