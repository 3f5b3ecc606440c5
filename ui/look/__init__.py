"""How things look: colours, icons, roles of text, buttons, text on one line."""
