"""Settings, addresses and the programs that run minga; imports all, imported by none."""
