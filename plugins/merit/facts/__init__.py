"""Facts about somebody's work, and the rules that propose from them."""
