"""The parts of the reading-order repair that `index.layout` directs."""
