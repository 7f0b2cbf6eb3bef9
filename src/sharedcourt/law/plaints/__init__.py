"""Element pleadings (要素式起诉状、答辩状): what is asked, what the answers mean, and what they come to. Forms are the TOML files in `forms/`."""
