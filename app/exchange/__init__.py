"""Exchange: data in and out, one file a format."""
