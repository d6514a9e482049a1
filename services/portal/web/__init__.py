"""Pages for citizens; each module makes one blueprint."""
