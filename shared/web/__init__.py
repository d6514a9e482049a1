"""What every service answers alike: problems, schemas, paging, preconditions, repeats, health, documentation."""
