"""The control room: how every desk, line and device stands, what calls for a person, and what might help."""
