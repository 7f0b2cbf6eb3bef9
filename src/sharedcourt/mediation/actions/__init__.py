"""What people can do in a mediation: the only writers of this room."""
