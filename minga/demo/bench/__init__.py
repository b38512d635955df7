"""Measurements: `bin/bench NAME… [--people N]`. Figures to reach are in docs/performance.md."""
