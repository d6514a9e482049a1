"""Register of driving licences (sổ đăng ký giấy phép lái xe): holders, exams, licences, cards, loss reports, issuances.

Owns: who holds which licence with which parts and classes, every card ever printed for it and its status, reports of
loss, each issuance with the standing it rested on, and the signed e-licence.
Never owns: sanctions, points, holds and suspensions (violations) or dossiers and decisions (renewals).
Publishes: ``licence.imported``, ``licence.loss_reported``, ``licence.loss_withdrawn``, ``card.superseded``,
``card.issued``; the subject is always the licence id.
Calls: ``access`` only, for the keys that verify tokens.
"""
