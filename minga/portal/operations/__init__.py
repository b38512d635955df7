"""What needs every area at once and changes something: handovers."""

from .handing import hand_over, return_handover

__all__ = ["hand_over", "return_handover"]
