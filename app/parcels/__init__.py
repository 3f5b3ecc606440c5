"""連携ファイル as values: what is in one, how it lies in a file, and who of both sides is right."""
