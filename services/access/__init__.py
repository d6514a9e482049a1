"""Access: who may ask what of whom, for which purpose, on what legal basis, and from when to when.

Owns agencies, clients and their public keys, data-sharing agreements, token issuance and its signing keys.
Never owns personal data of citizens: claims about a person travel inside tokens (sealed, where they are refresh
tokens) and are not stored.
Publishes ``agreement.opened``, ``agreement.ended``, ``client.key_added``, ``client.key_revoked``.
Calls no other service; fetches the public keys of the identity providers it was told to trust.
"""
