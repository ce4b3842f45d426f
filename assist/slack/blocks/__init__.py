"""Records to Block Kit: pure functions, plain dictionaries, nothing sent."""
