"""Reading judgments: the public page, its other forms, feeds, what was withdrawn."""
