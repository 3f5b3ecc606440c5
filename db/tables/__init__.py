"""The tables, and how an object lies in its table."""
