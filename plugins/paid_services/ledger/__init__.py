"""The ledger: double entry, integer fen, nothing ever changed, corrected by reversal."""
