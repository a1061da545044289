"""What changes from one run to another: pure functions over arrays."""
