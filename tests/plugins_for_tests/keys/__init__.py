"""钥匙托管: keys that residents leave with the customer service centre (S-L1)."""
