"""Access: API keys, roles, and who is asking."""
