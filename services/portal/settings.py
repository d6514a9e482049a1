"""What the operator of the portal chooses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shared.kernel.settings import setting

CALLS = ("access", "licences", "renewals", "violations")
"""The services this one calls."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the portal; variables are ``GPLX_PORTAL_<FIELD>`` or ``GPLX_<FIELD>``."""

    database_url: str = setting("Where accounts and sessions are kept: sqlite:///… or postgresql+psycopg://…")
    issuer: str = setting("Name of the token issuer.")
    public_url: str = setting("Address under which browsers reach the pages; https makes cookies secure.")
    access_url: str = setting("Address of access: scheme and host.")
    licences_url: str = setting("Address of licences: scheme and host.")
    violations_url: str = setting("Address of violations: scheme and host.")
    renewals_url: str = setting("Address of renewals: scheme and host.")
    keys_file: Path = setting("Keys that seal sessions and make form tokens; made if it is not there.")
    client_id: str = setting("Name of the portal as a client of access and of the national login.", "portal")
    client_key_file: Path | None = setting("Key of the portal as a client of access (client file).", None)
    sso_issuer: str | None = setting("Issuer of the national login; empty means <issuer>/sandbox/sso.", None)
    sso_authorize_url: str | None = setting("Where browsers log in; empty means <sso issuer>/authorize.", None)
    sso_logout_url: str | None = setting("Where browsers log out; empty means <sso issuer>/end_session.", None)
    sso_token_url: str | None = setting("Where codes are exchanged; empty means <sso issuer>/token.", None)
    sso_jwks_url: str | None = setting("Where the keys of ID tokens are; empty means <sso issuer>/jwks.", None)
    national_portal_url: str = setting("Address of the national portal's synchronisation; empty: nothing is told.", "")
    national_portal_username: str = setting("Name of this agency's account there.", "gplx")
    national_portal_password: str = setting("Password of this agency's account there.", "")
    national_portal_unit: str = setting("Code of this agency there (madonvi).", "G01.08")
    national_portal_destination: str = setting(
        "Where its gateway sends calls to (dstcode).", "VN:GOV:000.00.00.G22:vpcpdvcprovider"
    )
    national_portal_citizen_type: str = setting("Number that stands for a citizen (LoaiDoiTuong); 1 or 0.", "1")
    national_portal_most_refusals: int = setting("Refusals in a row after which a dossier is parked.", 5)
    drafts_kept_days: int = setting("Days after which a draft nobody has touched is forgotten.", 30)
    smtp_url: str = setting("Mail server: smtp://[user:password@]host:port or smtps://…; empty: no e-mail leaves.", "")
    mail_from: str = setting("Sender of e-mails.", "Giấy phép lái xe <khong-tra-loi@gplx.invalid>")
    sms_url: str = setting("Address that short messages are posted to; empty: none leave.", "")
    trusted_proxies: int = setting("How many proxies of our own stand in front and name the browser's address.", 0)
    payment_origin: str | None = setting(
        "Scheme and host of the payment gateway's pages; empty: that of the issuer.", None
    )
