"""The reference pricing: slow, obvious, in fractions; written from the conventions alone."""
