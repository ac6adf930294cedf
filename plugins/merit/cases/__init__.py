"""A reward or a penalty, from its proposal to being in force."""
