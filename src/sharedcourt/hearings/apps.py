from django.apps import AppConfig


class HearingsConfig(AppConfig):
    name = "sharedcourt.hearings"
    label = "hearings"

    def ready(self) -> None:
        from sharedcourt.hearings.attendance import reactions as attendance
        from sharedcourt.hearings.attendance import telling as attendance_telling
        from sharedcourt.hearings.circuit import reactions as circuit
        from sharedcourt.hearings.circuit import telling as circuit_telling
        from sharedcourt.hearings.offline import reactions as offline
        from sharedcourt.hearings.offline import wording as offline_wording
        from sharedcourt.hearings.recordings import reactions as recordings
        from sharedcourt.hearings.recordings import telling as recordings_telling
        from sharedcourt.ledger import words

        words.register(attendance_telling.WORDS, quiet=attendance_telling.QUIET)
        attendance_telling.register()
        attendance.register()
        words.register(circuit_telling.WORDS)
        circuit_telling.register()
        circuit.register()
        words.register(offline_wording.WORDS)
        offline.register()
        words.register(recordings_telling.WORDS)
        recordings_telling.register()
        recordings.register()
