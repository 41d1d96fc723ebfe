"""What keeps the screen quick and the typing safe. It knows nothing of what is on a screen."""
