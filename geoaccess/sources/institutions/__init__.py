"""Universities and colleges as MEXT lists them, and the municipalities of their addresses."""
