"""Access: tokens, the permissions that they grant, and the permissions that routes need."""
