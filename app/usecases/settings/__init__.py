"""The society, its rules, the offices, and the sample office made of them."""
