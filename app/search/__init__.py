"""Finding what is recorded by its words, and entities by names like one."""
