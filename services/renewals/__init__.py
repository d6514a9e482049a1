"""Renewals: lost cards reissued, cards exchanged.

Owns procedures and their legal rules, dossiers, findings, payments, deadlines, decisions and signatures. Never owns
licence or violation data beyond the snapshot a decision was based on. Publishes ``application.<state>``,
``decision.made``, ``decision.voided``, ``payment.received`` and ``payment.refunded``. Calls licences, violations and
access; outside: the payment gateway, the population data and the health registers. Listens to the feed of violations.
"""
