"""The hall's set-up: the first sign-in, devices and their codes."""
