"""Looking after the hall itself: whether it can write, how the machine stands, what staff should know early."""
