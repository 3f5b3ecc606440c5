"""返納: losses, the drawer, envelopes to the society."""
