"""Lists, guide slips and the slip of a leaver."""
