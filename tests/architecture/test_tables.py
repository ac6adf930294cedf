"""What every table with rows of estates must say of itself."""

from core.plugin.catalogue import Catalogue
from core.plugin.estate_data import tables
from tenants.estate_rows import is_queue, tables_of_estates


def test_every_table_of_estates_says_whether_they_are_set_up_in_it() -> None:
    installed = Catalogue.discover()
    plugins = [each for plugin in installed.manifests for each in tables(installed, plugin)]
    unsaid = [
        table.fullname
        for table in (*tables_of_estates(), *plugins)
        if not is_queue(table) and not isinstance(table.info.get("cloned"), bool)
    ]
    assert unsaid == [], 'say so in `info`: "cloned": True (set up) or False (people, places, life)'
