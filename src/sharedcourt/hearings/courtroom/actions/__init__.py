"""What people do in a hearing. The only writers of its course."""
