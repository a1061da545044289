"""Measures and scores: face-to-face contacts, indicators, the composite."""
