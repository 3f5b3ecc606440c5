"""Lists for the office and the society, and the slips people take home."""
