"""Sources: the documents one can hold, and which was made out of which."""
