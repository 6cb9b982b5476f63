"""The server: routes for programs, MCP, and the application that holds them and the page."""
