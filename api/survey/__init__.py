"""The door for who has a link and no login: one survey, on a plain page or as JSON."""
