from django.apps import AppConfig


class HearingsConfig(AppConfig):
    name = "sharedcourt.hearings"
    label = "hearings"

    def ready(self) -> None:
        from sharedcourt.hearings import sections, ways
        from sharedcourt.hearings.attendance import setup as attendance
        from sharedcourt.hearings.circuit import setup as circuit
        from sharedcourt.hearings.courtroom import setup as courtroom
        from sharedcourt.hearings.in_turn import setup as in_turn
        from sharedcourt.hearings.offline import setup as offline
        from sharedcourt.hearings.recordings import setup as recordings
        from sharedcourt.hearings.scheduling import setup as scheduling
        from sharedcourt.hearings.transcript import setup as transcript

        for package in (scheduling, courtroom, transcript, attendance, circuit, offline, recordings, in_turn):
            package.register()
        sections.register(ways.section)
