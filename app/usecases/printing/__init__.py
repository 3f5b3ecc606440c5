"""From choosing people to a stack of sheets of which every one is accounted for."""
