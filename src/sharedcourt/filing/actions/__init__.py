"""What people can do in a filing: the only writers of this room."""
