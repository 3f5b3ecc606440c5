"""届・書類: which forms there are, whom each can be made for, and what the records say on it."""
