"""The sandbox from outside: started, stopped, reset, and asked how it is."""
