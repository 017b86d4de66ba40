"""Laws as functions that raise AssertionError with a readable difference."""
