"""The voice: how a digest is said, and where. Knows digests; knows no stores and no sources."""

from collections.abc import Mapping
from types import MappingProxyType

from notifiers.email import Email
from notifiers.notifier import Notifier
from notifiers.slack import Slack

#: the register: scheme of an address → what says something to it
NOTIFIERS: Mapping[str, type[Notifier]] = MappingProxyType({"slack": Slack, "email": Email})
