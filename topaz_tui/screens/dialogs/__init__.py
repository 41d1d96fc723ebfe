"""What several pages ask in a window of their own."""
