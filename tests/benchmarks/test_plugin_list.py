"""The list of fifty tickets with all plugins' fields, rows in all of them: one statement."""

import psycopg

from core import clock
from core.actor import Audience
from core.ids import new_id
from tests.api.door import serving
from tests.benchmarks.data import ACCOUNT, GROUP, Size, fill
from tests.benchmarks.plugin_list import DOCUMENTS, full, with_plugins
from tests.database import TestServer
from tests.graph.statements import counted

TINY = Size("tiny", estates=2, homes=20, tickets=400)


async def test_the_list_with_all_plugins_fields_and_rows_is_one_statement(
    server: TestServer,
) -> None:
    with server.passing() as database:
        with psycopg.connect(database.admin_url, autocommit=True) as connection:
            fill(connection, TINY, checked=True)
            with_plugins(connection)
        async with serving(database) as door:
            token, _ = door.access.signer.sign(
                GROUP, ACCOUNT, Audience.STAFF, new_id(), clock.now()
            )
            http = door.http(token)
            for name, document in DOCUMENTS.items():
                for _ in range(2):  # the second time rights and contracts are known
                    with counted() as sent:
                        told = await http.post("/estates/e1/graphql", json={"query": document})
                nodes = told.json()["data"]["tickets"]["nodes"]
                assert len(nodes) == 50
                assert name == "without" or all(full(node) for node in nodes)
                assert len(sent.statements) == 1, name
