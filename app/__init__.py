"""Counterclaim: claims with their provenance, and the contradictions between them."""

__version__ = "0.1.0"
