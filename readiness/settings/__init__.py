"""Where things are unless someone says otherwise, and everything that the environment may say.

`catalogue` holds every variable with what is allowed; `check` is asked once, at start.
"""

from readiness.settings.catalogue import ROOT, SETTINGS, Setting, check, given
from readiness.settings.mail_server import MailServer, server_of
from readiness.settings.places import (
    AGENTS,
    FRAMEWORK,
    backups,
    database,
    json_log,
    metrics_token,
    sites_at_once,
    slide_template,
)
from readiness.settings.provider import Provider, provider
from readiness.settings.shapes import is_loopback

__all__ = [
    "AGENTS",
    "FRAMEWORK",
    "ROOT",
    "SETTINGS",
    "MailServer",
    "Provider",
    "Setting",
    "backups",
    "check",
    "database",
    "given",
    "is_loopback",
    "json_log",
    "metrics_token",
    "provider",
    "server_of",
    "sites_at_once",
    "slide_template",
]
