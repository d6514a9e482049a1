"""Rules of the register: what a licence, a card, an exam and a loss report may and may not be."""
