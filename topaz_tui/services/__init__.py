"""What a worker does: one function is one transaction, and the only way to the store."""
