"""Test-wise strategies: what somebody earns who looks at how a question is written, not at what it asks."""
