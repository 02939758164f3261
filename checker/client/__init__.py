"""The client of the service: the same calls as the library, over HTTP.

>>> with Client("http://127.0.0.1:8460", token) as client:
...     report = client.check("项目.yaml")

``Client`` and ``AsyncClient`` check; ``RemoteDesk`` is the whole desk (``checker.api.desk.Desk``). ``open_desk`` gives
a desk here or at a service, by one setting (``CHECKER_URL``). Errors are those of the library, raised in the service
and told over the wire, and ``checker.errors.ServiceError`` where that cannot be reached or is of another version.
"""

from __future__ import annotations

from checker.client.async_client import AsyncClient
from checker.client.client import Client
from checker.client.opening import open_desk
from checker.client.remote_desk import RemoteDesk

__all__ = ["AsyncClient", "Client", "RemoteDesk", "open_desk"]
