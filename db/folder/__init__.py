"""A data folder: the names in it, its lock, where it may lie, and whether what lies there is sound."""
