"""Sources: shipped facts, planners' tables and place references, as model types."""
