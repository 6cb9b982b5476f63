"""Faces: the command line. Each shows what one `Bot` or `Index` says; none retrieves, scores or cites by itself."""
