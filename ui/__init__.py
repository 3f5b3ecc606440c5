"""Screens and the command line; rests on app and never sees db except in bootstrap."""
