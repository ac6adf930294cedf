"""What the plugin adds to the schema."""
