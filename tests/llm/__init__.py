"""The proof against a real server: `make test-llm`."""
