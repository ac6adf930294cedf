"""The weekly list to the developer's customer service."""
