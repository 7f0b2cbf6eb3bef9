"""Serving papers of a case (送达): the address, electronic service with its trace, other means, and the proof."""
