"""docker-compose.yml on a real engine: started, restarted, killed, upgraded, filled up and brought back.

Run by the machine's own python3, which needs no package: `make drill COMPOSE=1`.
"""
