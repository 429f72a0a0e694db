"""JetStream: subjects, batches, client and the embedded server."""
