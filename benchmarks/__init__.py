"""Ratios of this program's speed to floors and rivals measured in the same run."""
