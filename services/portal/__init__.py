"""The citizens' front: logging in, seeing licences and violations, filing, paying and following a dossier on pages.

Owns accounts (who logged in under which national login), sessions, drafts and feedback. Never owns a licence, a
violation or a dossier: it shows what their services say, with the citizen's own token. Publishes nothing yet. Calls
access, licences, violations and renewals, and the national single sign-on.
"""
