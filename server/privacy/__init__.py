"""What the house keeps of people, for how long, and who took figures out of it."""
