"""Applying for enforcement (申请执行) of what was confirmed or decided and has not been performed."""
