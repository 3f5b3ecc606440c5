"""窓口: one line to scan or type into, a question at a time, an answer in words, colour and sound."""
