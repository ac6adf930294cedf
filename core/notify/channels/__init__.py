"""The channels that are shipped, one a module; they enter by the hook that plugins' enter by."""
