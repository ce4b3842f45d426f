"""Slack, kept thin: parse what comes in, ask the desk, render what goes out."""
