"""案内: which way is open to whom, and the slips that say so."""
