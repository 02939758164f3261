"""The HTTP service: checks, applications, quotas, consultations and decisions for approval systems."""
