"""The main window, the application around it, and what goes wrong before there is any."""
