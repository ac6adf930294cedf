"""Documents that groups adopt from a day on: policies of service promises, chains of escalation.

A version never changes, what began under one keeps it, and what no group has said is as shipped.
"""
