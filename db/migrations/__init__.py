"""Numbered steps of the database; read as files by db/upgrade.py, never imported."""
