"""What is published, counted for everybody, and all of it as files to take away."""
