"""The field's rules and arithmetic: pure functions over dated tables, without Django, database or clock.

Every function takes the date it should judge by; none reads today's date.
"""
