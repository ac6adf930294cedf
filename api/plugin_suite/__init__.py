"""The contract suite for plugins, anybody's: what every plugin promises, and the means to prove it.

`guanjia plugin check PACKAGE` runs it. It needs the extra `check` (pytest), which the service
itself does not.
"""
