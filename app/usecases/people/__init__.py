"""The members: joining, moving, changing, leaving, and what a list says of them."""
