"""Django's own PostgreSQL engine, except that getting a connection uses up the request's time too.

After a wait that ran out Django asks the pool for a new connection to end its transaction with; the queue
before the pool knows nothing of the deadline, and would take its own time on top.
"""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import IsolationLevel

from assessment.db.deadline import limit_wait


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        # The queue before the pool and the check of what it gives share one time limit.
        with limit_wait(self.settings_dict["OPTIONS"]["pool"]["timeout"]) as limit:
            if self.pool is None:  # what makes and drops a test's database has none
                return super().get_new_connection(conn_params)
            self.isolation_level = IsolationLevel.READ_COMMITTED
            self.pool.open()
            return self.pool.getconn(limit)
