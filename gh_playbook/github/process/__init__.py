"""The processes of `gh`: the only code that starts one."""
