from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "sharedcourt.ledger"
    label = "ledger"
