"""The names of things inside a data folder."""

DATABASE_FILE = "shikaku.db"
BACKUPS_FOLDER = "backups"
