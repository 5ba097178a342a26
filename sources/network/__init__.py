"""The network: the one client through which anything is fetched, and the webhook that failures are posted to.

Belongs here: how to ask a server safely and politely. Does not belong here: what any publisher's answer means
(portals/), keeping what came (archive/). Only client.py and its neighbours load httpx; errors.py, limits.py and
webhook.py load without it, since the definitions import them and never fetch.
"""
