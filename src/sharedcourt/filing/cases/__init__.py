"""A case from filing to its number (网上立案): begun, submitted, reviewed, accepted, given to a judge."""
