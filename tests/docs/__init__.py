"""Documentation that is made from the code, or run as it stands."""
