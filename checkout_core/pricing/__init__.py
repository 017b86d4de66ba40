"""The stages of a price, one file each, and the engine that folds them. Inside, amounts are ints of minor units."""
