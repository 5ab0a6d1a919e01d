"""Claims as a table: a folder with claims.csv becomes bodies for the ordinary importer."""
