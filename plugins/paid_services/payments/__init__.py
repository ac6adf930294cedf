"""Payments, refunds and receipts: at the counter, by transfer, and online by a provider."""
