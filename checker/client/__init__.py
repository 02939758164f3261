"""The client of the service: the same calls as the library, over HTTP."""
