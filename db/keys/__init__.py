"""Who can open a data folder."""
