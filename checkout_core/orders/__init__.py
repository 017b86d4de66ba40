"""Orders: made of a price, or refused with every reason; then paid, refunded, sent, canceled."""
