"""What waits for a role, by whichever way its work comes."""

from prometheus_client import Gauge

MESSAGES = Gauge("chengyun_messages_waiting", "Messages that wait for this role")
