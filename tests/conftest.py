"""For all tests: no deadline in milliseconds, since machines that do other work beside them miss any."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
