"""Settings, processes and the command line."""
