"""The folder of a sandbox: whose it is, its lock, its log of requests, and how gh is led to it."""
