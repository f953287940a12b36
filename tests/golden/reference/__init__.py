"""A whole three-stage LLaVA-KD run in plain PyTorch, written without sight of the Java system it checks."""
