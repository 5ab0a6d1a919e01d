"""Contradictions: which claims cannot all be true, how surely and why."""
