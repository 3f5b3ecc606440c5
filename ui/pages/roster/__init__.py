"""名簿: everybody, one person with everything known, and the events of a life."""
