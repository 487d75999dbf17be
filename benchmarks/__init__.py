"""What measures speed and weight, not accuracy: run each as ``python -m benchmarks.NAME``."""
