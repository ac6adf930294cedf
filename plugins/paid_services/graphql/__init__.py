"""What the plugin adds to the schema; of the API it knows `api.extend` alone."""
