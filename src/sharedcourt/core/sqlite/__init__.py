"""Django's SQLite backend, put right where threads wait for each other: the ENGINE of the embedded default."""
