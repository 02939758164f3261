"""The engines behind one interface: rete (durable_rules), reference, and their cross-check."""
