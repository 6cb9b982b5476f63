"""What an index is looked at for, one check after the other."""
