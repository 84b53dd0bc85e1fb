"""The command line: the same services as the screens, for IT and for scripts.

Each command is a module with a function `run`. A module is loaded only when its command is
called, so that `score` never waits for the libraries of the others.
"""
