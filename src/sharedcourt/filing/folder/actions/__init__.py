"""What people do in the folder of a case: the only writers of this package."""
