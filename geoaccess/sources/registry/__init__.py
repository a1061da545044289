"""Official files that planners fetch themselves: which there are, where, under which terms."""
