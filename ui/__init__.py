"""Faces: command line, page, REST and MCP. Each shows what one `Bot` or `Index` gives; none retrieves or scores."""
