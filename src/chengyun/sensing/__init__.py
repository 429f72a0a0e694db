"""Things and datastreams, the gateway, live state and history."""
