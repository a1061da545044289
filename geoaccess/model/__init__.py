"""Model types: the only things that travel between stages. Frozen, keyword-only, read-only."""
