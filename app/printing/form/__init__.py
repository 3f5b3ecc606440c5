"""Forms on A4: what a form says, and how it is drawn."""
