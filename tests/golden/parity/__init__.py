"""Small random models of every family, saved, run and trained by transformers: what make_parity.py writes."""
