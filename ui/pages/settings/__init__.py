"""設定: society, rules, offices, printer, layout, backup, passphrase, look."""
