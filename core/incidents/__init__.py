"""事件: reports of one fault, joined to one repair (S-A7).

`likely` finds what may be the same fault while it is reported; `open`, `join` and `leave` are what
the front desk does with it; `follow` has a joined ticket take its lead's steps one after another,
each by the table of transitions, with clocks, survey and messages of its own.
"""
