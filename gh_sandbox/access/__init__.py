"""Who may do what: tokens, what they grant, and the permissions that routes ask for."""
