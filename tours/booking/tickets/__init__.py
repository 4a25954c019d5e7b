"""The ticket in its forms: QR codes, PDF and calendar file."""
