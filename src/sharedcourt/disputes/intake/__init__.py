"""The application, one question per page, saved as one goes."""
