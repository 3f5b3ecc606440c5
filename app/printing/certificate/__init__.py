"""The 健康保険資格確認書: its layout, its front and back, and what goes with a stack of them."""
