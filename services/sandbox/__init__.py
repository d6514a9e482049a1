"""The outside world's stand-ins, for demo and tests only.

Owns nothing real: accounts of fictitious people, orders at a pretend payment gateway, health certificates, population
records, cases a pretend police station still has to send. Never owns anything a real body decides on, and is never
mounted unless asked for. Publishes nothing on a feed; the gateway tells ``renewals`` of payments by signed
notification and the station pushes cases to ``violations``, as the real ones would. Calls ``access`` (as the police
clients), ``licences`` and ``violations`` (while loading the demo).
"""
