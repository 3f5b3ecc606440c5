"""資格確認書デスク: rules, use cases and papers, in plain Python."""

__version__ = "0.1.0"
