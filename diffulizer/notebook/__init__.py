"""Classes that ``import diffulizer`` gives to notebooks and scripts: a run, and a collection of runs."""
