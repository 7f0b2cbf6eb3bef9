"""sharedcourt: an online dispute resolution platform for courts, banks and mediation committees."""

__version__ = "0.1.0"
