"""What the room's page says while it runs, handed to it as JSON in the language of the page."""

from django.utils.translation import gettext as _

from sharedcourt.rooms.models import SeatRole
from sharedcourt.rooms.recording.words import recording_words
from sharedcourt.rooms.words_court import court_words
from sharedcourt.rooms.words_talk import talk_words


def page_words(*, court: bool = False) -> dict[str, str]:
    """Every phrase the TypeScript of the room may need, by key; `{name}` and the like are filled in the browser.

    `court`: a hearing is held in it, and the bench is no host.
    """
    return {
        **{f"role_{role.value}": str(role.label) for role in SeatRole},
        **talk_words(),
        **recording_words(),
        "you": _("you"),
        "place_people": _("{place} · {count} people here"),
        # Devices
        "camera_asking": _(
            "Your browser now asks whether this page may use your camera and microphone. Choose “Allow”."
        ),
        "camera_ok": _("The camera works."),
        "camera_off": _("The camera is off. Others will see your name instead."),
        "camera_none": _("No camera was found. You can join with sound only."),
        "camera_busy": _(
            "The camera is in use by another app. Close that app (a call, a meeting, another tab), then choose “Try again”."
        ),
        "camera_refused": _(
            "The browser does not let this page use the camera. Tap the camera or lock sign next to the address, choose “Allow”, "
            "then choose “Try again”. You can also join with sound only."
        ),
        "mic_ok": _("Say something: the bar moves when you are heard."),
        "mic_quiet": _("We hear nothing yet. Say something, or choose another microphone."),
        "mic_heard": _("You are heard well."),
        "mic_off": _("The microphone is off. Switch it on when you want to speak."),
        "mic_none": _("No microphone was found. You can listen, and write in the chat."),
        "mic_refused": _(
            "The browser does not let this page use the microphone. Tap the lock sign next to the address, choose “Allow”, then "
            "choose “Try again”. You can also join to watch and listen."
        ),
        "speaker_start": _("Play the test sound. Do you hear three tones?"),
        "speaker_playing": _("Three tones are playing now. If you hear nothing, turn the volume up."),
        "speaker_done": _("If you heard nothing: turn the volume up, or switch off silent mode, and play it again."),
        "network_checking": _("Checking the connection…"),
        "verdict_good": _("Good: picture and sound will work."),
        "verdict_fair": _("Fair: better switch the camera off."),
        "verdict_poor": _("Poor: enough for sound at most."),
        "advice_fair": _(
            "You are heard better without your picture. Move closer to the router, or use another network."
        ),
        "advice_poor": _(
            "Join with sound only, use another network, come to a shared court near you, or ask the mediator to call you by telephone."
        ),
        "report_copied": _("The report is copied."),
        "call_in": _("Or call in by telephone: {number}."),
        "network_none": _("The connection to the court's server does not work. Check your network; we keep trying."),
        "network_no_path": _(
            "The connection works, but your network may block video. If others cannot see you, switch from Wi-Fi to mobile data."
        ),
        "insecure": _(
            "This page was opened without encryption (http), so the browser gives no camera or microphone. Open it with https://."
        ),
        "in_app": _(
            "You are in {app}. If camera or microphone do not start here: tap ··· at the top right, choose “Open in browser”, and go "
            "on there. Or copy the link and paste it into your browser."
        ),
        "in_app_no_video": _(
            "{app} cannot do video here. Tap ··· at the top right and choose “Open in browser”, or copy the link and paste it into your "
            "browser. If there is none, come to a shared court near you, or ask the mediator to call you by telephone."
        ),
        "old_browser": _(
            "This browser is too old for video. Please use a recent Chrome, Edge, Safari, Firefox or the browser of your phone."
        ),
        "copied": _("The link is copied."),
        "join": _("Join"),
        "join_sound": _("Join with sound only"),
        "join_watch": _("Join to watch and listen"),
        "joining": _("Joining…"),
        "device_number": _("Device {number}"),
        # Waiting
        "waiting_for_host": _("The host has been told that you are here and will let you in."),
        "host_not_here": _(
            "The host is not here yet. Stay on this page: you are let in as soon as the session begins."
        ),
        "not_open": _("The room opens at {time}. Stay on this page; it goes on by itself."),
        "state_invited": _("not here yet"),
        "state_waiting": _("waiting"),
        "state_admitted": _("coming in"),
        "state_present": _("in the room"),
        "state_disconnected": _("connection lost"),
        "state_left": _("has left"),
        "state_removed": _("asked to leave"),
        # In the call
        "mic_on_button": _("Microphone on"),
        "mic_off_button": _("Microphone off"),
        "camera_on_button": _("Camera on"),
        "camera_off_button": _("Camera off"),
        "share": _("Share screen"),
        "share_stop": _("Stop sharing"),
        "sharing": _("shows the screen"),
        "share_taken": _("Somebody else is showing their screen."),
        "muted": _("microphone off"),
        "speaking": _("speaking"),
        "weak": _("weak connection"),
        "connecting": _("Connecting…"),
        "returning": _("Connection lost. We are waiting for {name} to come back."),
        "camera_is_off": _("Camera off"),
        "camera_network": _("The network is weak: sound only for now"),
        "camera_unplugged": _("The camera came off"),
        "sound_only": _(
            "The network is weak, so only your sound is sent now. Your picture comes back by itself when the network is better."
        ),
        "picture_again": _("The network is better: pictures are sent again."),
        "hears_only": _(
            "The network is weak, so you only hear the others for now. Their pictures come back by themselves when the network is better."
        ),
        "picture_paused": _("Sound only: your network is weak"),
        "media_full": _(
            "The media server has no place for this room at the moment, so you cannot see or hear the others yet. Stay on this page: it "
            "tries again by itself every moment. You can write in the chat meanwhile."
        ),
        "media_away": _(
            "The media server cannot be reached at the moment, so you cannot see or hear the others. Stay on this page: it tries again by "
            "itself every moment. You can write in the chat meanwhile."
        ),
        "media_back": _("The media server is there: pictures and sound begin now."),
        "video_lost": _(
            "The camera came off. You go on with sound; when it is plugged in again, your picture comes back."
        ),
        "audio_lost": _("The microphone came off. Plug one in, or write in the chat."),
        "video_back": _("The camera is there again."),
        "audio_back": _("The microphone is there again."),
        "show_large": _("Show {name} large"),
        "captions_on": _(
            "What you say is now written down by your browser and shown to the others. It may be wrong and is not kept. Some browsers "
            "send your voice to their maker for this."
        ),
        "captions_on_server": _(
            "What you say is now written down by this platform's own speech recognition and shown to the others. It may be wrong and is "
            "not kept."
        ),
        "captions_failed": _("Your browser cannot write down speech at the moment."),
        "actions_for": _("Actions for {name}"),
        "mute": _("Mute"),
        "ask_camera_off": _("Camera off please"),
        "remove": _("Remove from room"),
        "remove_sure": _("Tap again to remove {name}"),
        "admit": _("Let in"),
        "readmit": _("Let in again"),
        "is_waiting": _("{name} is waiting"),
        "was_removed": _("{name} was asked to leave"),
        "missing": _("Not here: {names}"),
        "everyone_here": _("Everyone is here"),
        "reconnecting": _("The connection was lost. We are reconnecting you; you need not do anything."),
        "reconnected": _("You are connected again."),
        "joined": _("{name} has joined."),
        "left": _("{name} has left."),
        "lost": _("{name} has lost the connection."),
        "came_back": _("{name} is back."),
        "waits": _("{name} is waiting to be let in."),
        "you_were_muted": _("The host has switched your microphone off. Switch it on again when you want to speak."),
        "you_were_hidden": _("The host asks you to keep your camera off."),
        "chat_from": _("Message from {name}"),
        "chat_not_sent": _("not sent yet"),
        "chat_slow": _("Too many messages at once. Wait a moment, then send it again."),
        "chat_button": _("Chat"),
        "chat_unread": _("Chat, {count} new"),
        # The end
        "left_title": _("You have left the room"),
        "left_text": _("If you want to go back, the host lets you in again."),
        "removed_title": _("The host has asked you to leave"),
        "removed_text": _(
            "You can come back when the host lets you in again. Call the mediation organisation if you do not know why."
        ),
        "replaced_title": _("You went on in another window"),
        "replaced_text": _("You are connected from another page or device. Only one can hold your seat."),
        "closed_title": _("The session is over"),
        "closed_text": _("The room is closed. What was agreed is in the dispute's folder."),
        "denied_title": _("This room is not open to you"),
        "denied_text": _("Sign in with the phone number that was invited."),
        "come_back": _("Go back to the room"),
        "use_here": _("Use this page instead"),
        **(court_words() if court else {}),
    }
