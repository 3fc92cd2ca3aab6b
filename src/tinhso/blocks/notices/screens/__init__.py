"""Pages of this block."""
