"""一覧の取込: what a list of others would change, row by row, before it does."""
