"""What a user can do: each function runs in one transaction and becomes one undo step."""
