"""Telling citizens put together: the news it hears, the jobs it runs, the ways messages leave by."""

from __future__ import annotations

from urllib.parse import urlsplit

import requests

from services.portal.adapters.inbox import NAME, NEWS, HttpApplicants, SqlPost, take_event
from services.portal.adapters.senders import HttpTexter, SmtpMailer
from services.portal.adapters.syncing import HttpRecords
from services.portal.application.notifying import DELIVER, NOTIFY, Notifying, deliver, notify
from services.portal.settings import Settings
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.http.client import ServiceClient
from shared.kernel.clock import Clock
from shared.messaging.background import Task
from shared.messaging.consumer import Consumer
from shared.messaging.jobs import JobRunner


def notice_tasks(
    settings: Settings,
    post: SqlPost,
    *,
    renewals: ServiceClient,
    database: Database[UnitOfWork],
    clock: Clock,
    http: requests.Session,
) -> list[Task]:
    """The news of renewals taken in, and each message given to its citizen and sent."""
    notifying = Notifying(
        post, HttpApplicants(renewals), _mailer(settings, clock), _texter(settings, http), settings.public_url
    )
    feed = HttpRecords(renewals).feed
    news = Consumer(name=NAME, database=database, fetch=feed, handlers=dict.fromkeys(NEWS, take_event))
    handlers = {
        NOTIFY: lambda job: notify(notifying, job.key),
        DELIVER: lambda job: deliver(notifying, job.key, job.attempts),
    }
    return [news.run_once, JobRunner(database, handlers, service="portal").run_due]


def _mailer(settings: Settings, clock: Clock) -> SmtpMailer | None:
    return SmtpMailer(settings.smtp_url, sender=settings.mail_from, clock=clock) if settings.smtp_url else None


def _texter(settings: Settings, http: requests.Session) -> HttpTexter | None:
    if not settings.sms_url:
        return None
    address = urlsplit(settings.sms_url)
    return HttpTexter(ServiceClient("sms", f"{address.scheme}://{address.netloc}", http), address.path)
