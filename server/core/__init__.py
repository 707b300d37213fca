"""Pure rules of the hall. See README.md in this folder."""
