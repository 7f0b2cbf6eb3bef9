"""How often somebody may try. Counts are kept in the cache under keyed hashes, never under the number itself."""

from django.core.cache import cache

from sharedcourt.core import cipher


def too_often(what: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one try; whether there were more than `most` within `seconds` of the first."""
    if not who:
        return False
    key = f"limit:{what}:{cipher.keyed_hash('limit', who)}"
    if cache.add(key, 1, timeout=seconds):
        return most < 1
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two calls
        cache.add(key, 1, timeout=seconds)
        return False
