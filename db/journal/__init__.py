"""Every change with its before and after; from that undo, redo, and a history in words."""
