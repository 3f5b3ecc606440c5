"""Records that need no longer be kept, taken out of every table and out of the history."""
