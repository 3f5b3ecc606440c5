"""Files exchanged with other folders: what of the tables is shared, and how a file's rows come in."""
