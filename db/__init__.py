"""Storage: one encrypted SQLite file per data folder, written through one door."""
