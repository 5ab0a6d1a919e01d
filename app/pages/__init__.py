"""Pages for people: what this is, the interface's documentation, what each problem means."""
