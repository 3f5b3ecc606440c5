"""What every page stands in: its base, its surroundings, the door for writes, messages, work aside, settings
of this PC.
"""
