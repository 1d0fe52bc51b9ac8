"""The interest: what we watch for and how it matches. Pure, but for `loading`."""
