"""Backups of the hall and the way back: docs/backup.md."""
