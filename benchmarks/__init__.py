"""What the performance claims rest on; `python -m benchmarks` measures all of them in one run."""
