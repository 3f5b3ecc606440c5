"""状況回答: count as of a day, keep the answer that was given, and list the people behind its figures."""
