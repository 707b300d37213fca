"""The guided set-up: a hall of one's own in a dozen small steps, left and taken up again at will."""
