"""連携ファイル: written for a head office or an office, merged, and what both sides changed settled."""
