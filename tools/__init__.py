"""What makes and checks the book: run each as ``python -m tools.NAME`` in the root folder."""
