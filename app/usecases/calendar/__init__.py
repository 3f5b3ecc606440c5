"""The calendar: a person's life, what will be due in a month, and why a row stands in the list."""
