"""How building, opening and asking cost as an index grows."""
