"""有偿服务: prices, quotes, bills, payments and recurring fees, on a ledger (S-E3, S-L5)."""
