"""The public pages that gather from several rooms."""
