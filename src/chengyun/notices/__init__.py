"""Telling people and other systems what happens to cases: messages, webhooks, deadlines."""
