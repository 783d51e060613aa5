"""IBM i: what its administrators do in Digital Certificate Manager, and what its listings show."""
