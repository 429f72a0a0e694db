"""The closed loop: one write path, ledger, outbox, clock."""
