"""Finding published judgments: the index that follows the database, pages, feeds, sitemaps, saved searches, the API."""
