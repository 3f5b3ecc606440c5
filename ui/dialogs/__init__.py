"""Dialogs for slow, careful work; never part of a fast loop."""
