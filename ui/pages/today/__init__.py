"""今日やること: the due list, its filter, and what to do next."""
