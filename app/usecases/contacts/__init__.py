"""What was said to people, and what was decided about single lines of the due list."""
