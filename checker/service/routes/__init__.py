"""The endpoints, an area to a module."""
