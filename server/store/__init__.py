"""SQLite, by sqlite-utils for schema and migrations and by plain statements for the deeds."""
