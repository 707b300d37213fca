"""What the hall tells: the one reader of committed entries, the streams to the screens, the box of print jobs."""
