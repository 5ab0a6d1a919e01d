"""Claims: what somebody says of somebody or something, on whose word and when."""
