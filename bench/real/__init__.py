"""Real claims: folders with a claims.csv, each loaded into a fresh database and looked through."""
