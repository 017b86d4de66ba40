"""The audit of foreign documents."""
