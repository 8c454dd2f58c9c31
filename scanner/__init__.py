"""Safehold: if this were deleted, corrupted, purged, or its Region or account lost, could we get it back?"""

__version__ = "0.1.0"
