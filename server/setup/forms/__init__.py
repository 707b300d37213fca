"""What each step's form shows and takes: the hall file's document in, its changed sections out. Pure."""
