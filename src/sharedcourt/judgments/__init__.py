"""Judgments in the open (裁判文书公开): taken in, anonymised, published, found."""
