from typing import Any

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "sharedcourt.core"
    label = "core"

    def ready(self) -> None:
        _leave_history_alone()


def _leave_history_alone() -> None:
    """A state field listens to every model that is made, to find its transitions. The models that migrations make by the thousand have
    none, and there each listener would be asked about each: half of the time of migrating an empty database.
    """
    from django.db.models.signals import class_prepared
    from django_fsm import FSMFieldMixin

    listen = FSMFieldMixin.contribute_to_class

    def contribute_to_class(self: Any, cls: type[Any], name: str, **kwargs: Any) -> None:
        listen(self, cls, name, **kwargs)
        if cls.__module__ == "__fake__":
            class_prepared.disconnect(self._collect_transitions)

    FSMFieldMixin.contribute_to_class = contribute_to_class
