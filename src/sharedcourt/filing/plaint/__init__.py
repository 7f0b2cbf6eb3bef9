"""The guided plaint and the answer to it (要素式起诉状、答辩状): asked page by page, drawn up, signed."""
