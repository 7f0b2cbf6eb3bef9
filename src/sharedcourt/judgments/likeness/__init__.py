"""Cases like this one (类案): the nearest judgments, with the reasons for the likeness."""
