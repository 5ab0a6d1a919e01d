"""Provenance: the append-only log every write goes through."""
