"""People and their sessions, for the admin; and everybody's own account."""
