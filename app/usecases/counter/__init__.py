"""What happens to a paper between the office and its holder: handed out, collected, exchanged, lost, missing,
misdelivered, counted in the drawer, sent to the society.
"""
