"""The Janus backend: one media server (or several) forwards everyone's pictures and sounds (docs/decisions/0005-janus.md).

`gateway` runs a Janus with a configuration of our own · `client` speaks Janus's protocol · `pool` keeps the gateways, their health
and load · `calls` keeps who sends and receives what · `controller` is the one process that owns it all · `line` is how web
processes talk to it · `backend` is what a room sees · `recordings` makes playable files of what the gateway wrote.
"""
