"""Finding judgments: words, questions, and engines behind one interface. Knows no models."""
