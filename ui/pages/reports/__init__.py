"""帳票: lists, 状況回答, forms."""
