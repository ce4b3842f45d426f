"""What else spoils a dialogue, apart from projection: a second pack, off by default, whose findings are notes."""
