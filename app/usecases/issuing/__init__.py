"""発行データ and 発行報告: what the society signs, what the office prints of it, and what goes back."""
