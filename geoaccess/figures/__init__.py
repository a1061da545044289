"""Figures for paper: rows of tables in, a picture out."""
