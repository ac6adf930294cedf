"""附件: a ticket's photographs, voice and papers, in a store behind the tenants' walls (S-A4)."""
