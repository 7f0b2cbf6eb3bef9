"""Finding judgments: the public search, its engine, saved searches."""
