"""Entities: whom and what claims are about, and who makes them."""
