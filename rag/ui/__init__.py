"""The page: what a reader sees. It asks the chat service and draws records; it decides nothing about answers."""
