"""The element forms as data, one file each; `common.toml` has the pages that several share."""
