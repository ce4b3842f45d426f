"""Why: what the bot does in Slack is tested, and can be tried by hand, without a workspace, on a local stand-in."""
