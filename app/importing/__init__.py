"""Lists from the society, HR or the office's own Excel, as values; nothing is stored here."""
