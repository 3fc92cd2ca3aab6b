"""A stand-in for the National Public Service Portal: a process of its own that needs nothing of the province."""
