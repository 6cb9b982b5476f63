"""Weights and thresholds, fitted to data."""
