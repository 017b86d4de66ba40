"""The frozen nouns: what a checkout, a store and a price are. No arithmetic, no JSON, no clock."""
