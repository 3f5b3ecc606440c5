"""証の印刷: choose, send, look at every sheet, account for it."""
