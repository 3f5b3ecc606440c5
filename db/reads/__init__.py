"""The read side: what is asked of the facts, as of any day."""
