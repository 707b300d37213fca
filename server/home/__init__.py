"""The front door: links, health, pairing of devices, and the few library files pages need."""
