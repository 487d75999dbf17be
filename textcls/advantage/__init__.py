"""§1, §2: the arithmetic of an advantage: costs, learning curves, drift, retention."""
