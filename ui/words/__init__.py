"""What the screens and the command line call things: one table for each subject."""
