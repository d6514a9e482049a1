"""Papers made by machine: typeset as PDF/A and signed so that any PDF reader can tell by whom."""
