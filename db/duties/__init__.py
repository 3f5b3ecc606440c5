"""Every duty of everybody, computed by app/domain/law and kept beside the facts."""
