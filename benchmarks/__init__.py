"""Measure the speed, the memory and the accuracy of digest; `python -m benchmarks` prints the table."""
