"""Maths that know neither recordings nor runs: tensors and plain numbers in, tensors and plain numbers out."""
