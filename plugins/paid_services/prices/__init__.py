"""Price lists: what chargeable work costs, by version, published to residents (S-E3)."""
