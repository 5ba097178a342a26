"""The network: the one client through which anything is fetched.

Belongs here: how to ask a server safely and politely. Does not belong here: what any publisher's answer means
(portals/), keeping what came (archive/).
"""
