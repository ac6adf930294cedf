"""受理: what is made of a report's words before it is recorded (S-A4).

House recognition: `recognise` reads free text (`pieces`, `expressions`), looks the places up among
the estate's real ones (`atlas`, `repository`) and weighs what fits (`matching`).

Proposals: `propose` weighs what a rule set (`ruleset`, `rules/`) and the plugins find in the
words (`evidence`) for kind, category and urgency.

Nothing is decided here: candidates and proposals are offered for confirmation.
"""
