"""Printers of this PC: which there are, their settings, sending, and watching what becomes of a job."""
