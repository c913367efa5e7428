"""From what people edit to what is published: deterministic, offline, in under a minute."""
