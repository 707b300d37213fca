"""What happens inside one deed's transaction: each function reads, decides in core, and records entries."""
