"""How long a statement of a test may take: the machine may be busy, and no test is about these limits."""

TEST_LIMITS = {
    "statement_timeout": 60,
    "lock_timeout": 30,
    "idle_in_transaction_session_timeout": 600,
}  # seconds
