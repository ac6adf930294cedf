"""The service standard, rule by rule: each test is named by what its rule says, and goes through
the API with time moved by hand. `docs/standard.md` is printed from the rules they are marked with.
"""
