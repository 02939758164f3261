"""Mutation: slips made in the rule library on purpose, and whether any scenario or case notices them."""
