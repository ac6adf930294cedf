"""Monthly score cards: scored from facts, locked, corrected in the open."""
