"""Published judgments as people read them: a page in plain words, formats for programs, comparison, similar cases."""
