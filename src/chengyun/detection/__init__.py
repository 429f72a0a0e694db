"""The columnar stream engine: rules over batches of readings."""
