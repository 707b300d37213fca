"""Lượt's brain: it decides, remembers and tells."""
