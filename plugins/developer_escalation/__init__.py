"""Developer escalation 开发商升级: warranties, hand-over, the developer."""
