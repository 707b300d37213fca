"""Everything that touches a device, and its own program: `python -m hardware`."""
