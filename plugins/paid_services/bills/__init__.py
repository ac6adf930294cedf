"""Bills: what is owed, by whom, for what; and what of it is remitted, by whose leave."""
