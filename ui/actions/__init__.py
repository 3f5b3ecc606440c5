"""One thing a person can do, from wherever it is done."""
