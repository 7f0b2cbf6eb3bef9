"""Judgments in the open (裁判文书公开): taken in, their parts recognised, made anonymous, published, found."""
