"""Hypothesis strategies for what the library knows."""
