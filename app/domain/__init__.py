"""The rules: plain values and pure functions, no storage, no screen."""
